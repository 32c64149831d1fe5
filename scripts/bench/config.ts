import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ansibleBin } from '../../test/ansible/real-ansible.ts'
import { bundled } from './bundled.ts'
import { machine, median } from './measure.ts'

const root = join(import.meta.dirname, '..', '..')
const opsctl = join(root, 'bin', 'run.js')

interface Compared {
  readonly name: string
  readonly peer: string
  readonly target: number
  readonly rounds: number
  ours(): void
  theirs(): void
}

/**
 * `npm run bench -- config [SIZES…]`: `config apply` beside ansible-playbook on hosts that are this
 * machine, and the cached inventory of 5,000 hosts beside ansible-inventory.
 */
export async function bench(words: readonly string[]): Promise<void> {
  const sizes = words.length > 0 ? words.map(Number) : [100, 1000]
  const bin = await ansibleBin()
  say(machine())
  const apply = await bundled('config-run.ts')
  for (const size of sizes) measure(applied(bin, size, apply.path))
  apply.remove()
  measure(listed(bin, 5000))
}

/** A project whose environment has this many hosts; no AWS and no provider. */
function project(bin: string, hosts: number) {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-bench-'))
  const ansible = join(folder, 'ansible')
  for (const name of ['ansible', 'terraform', '.git']) mkdirSync(join(folder, name))
  const account = 'environments: { dev: { account: "111111111111" } }'
  writeFileSync(join(folder, 'opsctl.yaml'), `project: bench\nregion: eu-west-3\n${account}\n`)
  writeFileSync(join(folder, 'terraform', 'main.tf'), 'terraform {}\n')
  const names = Array.from({ length: hosts }, (_, n) => `i-${n.toString(16).padStart(17, '0')}`)
  const hostvars = names.map((name, n) => [name, variablesOf(name, n)])
  const inventory = { role_app: { hosts: Object.fromEntries(hostvars) } }
  // JSON is YAML, and what Ansible reads fastest.
  writeFileSync(join(ansible, 'hosts.json'), JSON.stringify(inventory))
  const plugins = join(root, 'ansible', 'callback_plugins')
  const settings = ['inventory = hosts.json', `callback_plugins = ${plugins}`, 'forks = 10']
  writeFileSync(
    join(ansible, 'ansible.cfg'),
    `[defaults]\n${settings.join('\n')}\ngathering = explicit\n[connection]\npipelining = true\n`,
  )
  writeFileSync(
    join(ansible, 'site.yml'),
    '- hosts: role_app\n  tasks:\n    - { name: Work, ansible.builtin.command: "true" }\n' +
      '    - { name: Judge, ansible.builtin.assert: { that: private_ip_address is defined } }\n',
  )
  const path = [bin, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  const env = { ...process.env, PATH: path, ANSIBLE_NOCOLOR: '1', TF_CLI_CONFIG_FILE: undefined }
  const run = (file: string, args: readonly string[], cwd: string) => {
    const out = openSync(join(folder, 'out'), 'w')
    const ended = spawnSync(file, args, { cwd, env, stdio: ['ignore', out, out] })
    if (ended.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${ended.status}, ${folder}`)
  }
  return {
    apply: (script: string) => run(process.execPath, [script, folder, bin], folder),
    opsctl: (...args: string[]) => run(process.execPath, [opsctl, ...args, '-e', 'dev'], folder),
    ansible: (file: string, ...args: string[]) => run(join(bin, file), args, ansible),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** About as much as aws_ec2 tells of an instance. */
function variablesOf(name: string, n: number) {
  const tags = { Name: `shop-${n}`, Role: 'app', Colour: n % 2 === 0 ? 'blue' : 'green' }
  return {
    ansible_connection: 'local',
    ansible_python_interpreter: '/usr/bin/python3',
    instance_id: name,
    private_ip_address: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
    ec2_tags: { ...tags, Project: 'shop', Environment: 'dev', ManagedBy: 'opsctl' },
    placement: { availability_zone: 'eu-west-3a', tenancy: 'default' },
    security_groups: [{ group_id: 'sg-0123456789abcdef0', group_name: 'app' }],
    block_device_mappings: [{ device_name: '/dev/xvda', ebs: { volume_id: `vol-${n}` } }],
  }
}

function applied(bin: string, size: number, script: string): Compared & { end(): void } {
  const made = project(bin, size)
  return {
    name: `config apply, ${size} local hosts`,
    peer: 'ansible-playbook',
    target: 1.05,
    rounds: Number(process.env['ROUNDS'] ?? (size >= 1000 ? 3 : 5)),
    ours: () => made.apply(script),
    theirs: () => made.ansible('ansible-playbook', 'site.yml'),
    end: made.remove,
  }
}

function listed(bin: string, size: number): Compared & { end(): void } {
  const made = project(bin, size)
  made.opsctl('config', 'inventory', '--refresh')
  return {
    name: `config inventory from the cache, ${size} hosts`,
    peer: 'ansible-inventory --list',
    target: 0.1,
    rounds: 5,
    ours: () => made.opsctl('config', 'inventory', '--json', '--max-age', '86400'),
    theirs: () => made.ansible('ansible-inventory', '--list'),
    end: made.remove,
  }
}

/** In turn, so that a busy machine slows both; the median of each. */
function measure(one: Compared & { end(): void }): void {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < one.rounds; round++) {
    theirs.push(timed(one.theirs))
    ours.push(timed(one.ours))
  }
  one.end()
  const [mine, peer] = [median(ours), median(theirs)]
  const ratio = mine / peer
  say(
    `${one.name}: ${mine.toFixed(2)} s, ${one.peer} ${peer.toFixed(2)} s, median of ${one.rounds}`,
  )
  say(`  ratio ${ratio.toFixed(3)} (at most ${one.target}: ${ratio <= one.target ? 'ok' : 'over'})`)
}

/** Seconds. */
function timed(run: () => void): number {
  const began = performance.now()
  run()
  return (performance.now() - began) / 1000
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
