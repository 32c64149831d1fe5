import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { World } from '../real-terraform/world.ts'
import { ansibleBin } from './real-ansible.ts'

const stack = join(import.meta.dirname, '..', '..', 'ansible')
const callback = readFileSync(join(stack, 'callback_plugins', 'opsctl_events.py'), 'utf8')

/**
 * Each host has a first and a last task, and a long one between them, which notes in `overlaps` when
 * two runs are at it on one host at once. All that a run leaves is in the folder `made`.
 */
const threeTasks = (wait: string) => `
- hosts: all
  vars: { made: "{{ playbook_dir }}/../made", here: "{{ made }}/{{ inventory_hostname }}" }
  tasks:
    - { name: First, ansible.builtin.command: { cmd: "touch {{ here }}-first", creates: "{{ here }}-first" } }
    - name: Midway
      ansible.builtin.shell:
        cmd: >-
          flock -n {{ here }}-lock sh -c 'echo $$ > {{ here }}-pid; ${wait}; touch {{ here }}-midway'
          || { echo {{ inventory_hostname }} >> {{ made }}/overlaps; exit 1; }
        creates: "{{ here }}-midway"
    - { name: Last, ansible.builtin.command: { cmd: "touch {{ here }}-last", creates: "{{ here }}-last" } }
`

/** A project as a user has it, with the real opsctl, Terraform and ansible-playbook; hosts are local. */
export class ConfigWorld extends World {
  readonly hosts = ['h1', 'h2', 'h3']
  #bin = ''

  override async open(): Promise<void> {
    this.#bin = await ansibleBin()
    await super.open()
    const settings = 'inventory = hosts.yml\ncallback_plugins = callback_plugins\n'
    this.put(
      'ansible/ansible.cfg',
      `[defaults]\n${settings}gathering = explicit\n[connection]\npipelining = true\n`,
    )
    this.put('ansible/callback_plugins/opsctl_events.py', callback)
    this.put('ansible/status.yml', readFileSync(join(stack, 'status.yml'), 'utf8'))
    const hosts = this.hosts.map((name) => `    ${name}: { ansible_connection: local }\n`)
    this.put('ansible/hosts.yml', `all:\n  hosts:\n${hosts.join('')}`)
    this.put('made/.keep', '')
    this.takes(1)
  }

  /** From now on the task in the middle takes so many seconds. */
  takes(seconds: number): void {
    this.put('ansible/site.yml', threeTasks(`sleep ${seconds}`))
  }

  /** From now on it takes until `goOn`. */
  waits(): void {
    const go = '{{ made }}/go'
    this.put('ansible/site.yml', threeTasks(`until [ -e ${go} ]; do sleep 0.2; done`))
  }

  goOn(): void {
    this.put('made/go', '')
  }

  override env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return super.env({ PATH: `${this.#bin}:${process.env['PATH']}`, ...more })
  }

  /** What of this the runs made so far, `host-task` each. */
  made(): readonly string[] {
    return readdirSync(join(this.folder, 'made')).filter((name) =>
      /-(first|midway|last)$/.test(name),
    )
  }

  overlaps(): string {
    const file = join(this.folder, 'made', 'overlaps')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  /** The folder of the newest operation; null when none began. */
  operation(): string | null {
    const all = join(this.folder, '.opsctl', 'operations')
    const newest = existsSync(all) ? readdirSync(all).sort().at(-1) : undefined
    return newest === undefined ? null : join(all, newest)
  }
}
