import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toRepeat } from '../../src/domain/config-run/outcome.ts'
import { configCheck } from '../../src/operations/config/check.ts'
import { runPlaybook } from '../../src/operations/config/run-playbook.ts'
import { ansibleBin, ansibleFolder } from './real-ansible.ts'

const local = (names: readonly string[]) =>
  names.map((name) => `    ${name}: { ansible_connection: local }\n`).join('')

/** Every file of the run as one text: what the journal's folder keeps of it. */
function kept(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

describe('a real run of ansible-playbook', () => {
  let bin = ''
  before(async () => {
    bin = await ansibleBin()
  })

  it('with one of eight hosts unreachable and one killed midway: six good ones are no success', async () => {
    const good = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
    // Nobody listens on port 1, so ssh is refused at once.
    const ssh = '{ ansible_host: 127.0.0.1, ansible_port: 1, ansible_connection: ssh }'
    const inventory = `all:\n  hosts:\n${local([...good, 'killed'])}    gone: ${ssh}\n`
    const playbook = `
- hosts: all
  tasks:
    - { name: First, ansible.builtin.command: "true" }
    - name: Midway
      ansible.builtin.shell: 'kill -9 $PPID'
      when: inventory_hostname == 'killed'
    - { name: Last, ansible.builtin.command: "true" }
`
    const place = ansibleFolder(bin, playbook, inventory)
    const news: string[] = []
    const outcome = await runPlaybook(place.context, {
      check: false,
      folder: place.run,
      durable: { folder: place.run, name: 'playbook-1' },
      news: (line) => news.push(line),
    })
    assert.equal(outcome.good, false)
    assert.deepEqual(
      outcome.hosts.map(({ host, word }) => [host, word]),
      [['gone', 'unreachable'], ['killed', 'failed'], ...good.map((host) => [host, 'changed'])],
    )
    assert.deepEqual(toRepeat(outcome), ['gone', 'killed'])
    assert.match(news.join('\n'), /gone: UNREACHABLE[\s\S]*killed: FAILED/)
    place.remove()
  })

  it('tells a failure that a play ignores from one that counts, and a host that never answers from both', async () => {
    const good = local(['h1'])
    const gone = '    gone: { ansible_connection: local, ansible_python_interpreter: /nowhere }\n'
    const playbook = `
- hosts: all
  tasks:
    - { name: Wait, ansible.builtin.wait_for_connection: { timeout: 1, sleep: 1 } }
    - { name: May fail, ansible.builtin.command: "false", ignore_errors: true }
`
    const place = ansibleFolder(bin, playbook, `all:\n  hosts:\n${good}${gone}`)
    const news: string[] = []
    const run = { check: false, folder: place.run, news: (line: string) => news.push(line) }
    const outcome = await runPlaybook(place.context, run)
    assert.deepEqual(
      outcome.hosts.map(({ host, word, failed }) => [host, word, failed]),
      [
        ['gone', 'unreachable', 0],
        ['h1', 'changed', 0],
      ],
    )
    assert.equal(outcome.hosts[1]?.trouble, null)
    assert.match(news.join('\n'), /gone: UNREACHABLE at Wait/)
    place.remove()
  })

  it('hands variables over in a file that nobody else can read, and takes it away', async () => {
    const playbook = '- hosts: all\n  tasks: [{ ansible.builtin.command: "true" }]\n'
    const place = ansibleFolder(bin, playbook, `all:\n  hosts:\n${local(['h1'])}`)
    const file = join(place.run, 'variables.json')
    let mode = 0
    const onHost = () => {
      mode = statSync(file).mode & 0o777
    }
    await runPlaybook(place.context, {
      ...{ check: false, folder: place.run, news: () => undefined },
      onHost,
    })
    assert.deepEqual([mode, existsSync(file)], [0o600, false])
    place.remove()
  })

  it('goes to all but the spared hosts, with the checks on this machine, gone ones among them', async () => {
    const inventory = `all:\n  children:\n    role_app:\n      hosts:\n${local(['i-1', 'i-2']).replaceAll('    ', '        ')}`
    const playbook = `
- hosts: localhost
  connection: local
  tasks:
    - { name: Here, ansible.builtin.command: touch here, args: { chdir: "{{ playbook_dir }}" } }
- hosts: role_app
  tasks:
    - { name: There, ansible.builtin.command: "true" }
`
    const place = ansibleFolder(bin, playbook, inventory)
    const spared = ['i-1', 'i-99']
    for (const only of [[], ['role_app']]) {
      const how = { check: false, folder: place.run, news: () => undefined }
      const outcome = await runPlaybook({ ...place.context, only, spared }, how)
      assert.deepEqual([outcome.good, outcome.hosts.map(({ host }) => host)], [true, ['i-2']])
      assert.ok(readdirSync(place.dir).includes('here'))
      rmSync(join(place.dir, 'here'))
    }
    place.remove()
  })

  it('keeps what no_log guards out of events, files and what is journaled', async () => {
    const canaries = [
      'CANARY-quote"d',
      'CANARY-line\\nbreak',
      'CANARY-fact',
      'CANARY-loop',
      'CANARY-arg',
    ]
    const playbook = `
- hosts: all
  vars: { secret: '${canaries[0]}' }
  tasks:
    - { name: Fact, ansible.builtin.set_fact: { token: '${canaries[2]}' }, no_log: true }
    - name: Loop
      ansible.builtin.command: { argv: [echo, "{{ item }}"] }
      loop: ['${canaries[3]}']
      no_log: true
    - name: Template with a diff
      ansible.builtin.copy: { dest: "{{ folder }}/made", content: "{{ token }}" }
      no_log: true
      diff: true
    - name: Argument of a module that works
      ansible.builtin.command: { argv: [echo, '${canaries[4]}'] }
    - name: Fails
      ansible.builtin.command: { argv: [sh, -c, "echo '{{ secret }}' >&2; exit 3"] }
      no_log: true
`
    const place = ansibleFolder(bin, playbook, `all:\n  hosts:\n${local(['h1'])}`)
    const context = { ...place.context, variables: async () => ({ folder: place.dir }) }
    const news: string[] = []
    const outcome = await runPlaybook(context, {
      check: false,
      folder: place.run,
      durable: { folder: place.run, name: 'playbook-1' },
      news: (line) => news.push(line),
    })
    assert.equal(outcome.hosts[0]?.word, 'failed')
    assert.match(outcome.hosts[0]?.trouble ?? '', /Fails: .*(hidden|no_log|censored)/)
    const everything = [JSON.stringify(outcome), ...news, kept(place.run)].join('\n')
    assert.doesNotMatch(everything, /CANARY/)
    place.remove()
  })

  it('shows no control characters of a task, and no command to a runner', async () => {
    const said = '\\x1b]52;c;ZXZpbA==\\x07\\x1b[2J::add-mask::x'
    const playbook = `
- hosts: all
  tasks:
    - name: Fails
      ansible.builtin.fail: { msg: "a${said}\\n::stop-commands::x" }
`
    const place = ansibleFolder(bin, playbook, `all:\n  hosts:\n${local(['h1'])}`)
    const news: string[] = []
    const run = { check: false, folder: place.run, news: (line: string) => news.push(line) }
    const outcome = await runPlaybook(place.context, run)
    const shown = [...news, outcome.hosts[0]?.trouble ?? ''].join('\n')
    assert.doesNotMatch(shown, /[\x00-\x08\x0b-\x1f\x7f-\x9f]|\]52;/)
    assert.doesNotMatch(shown, /^\s*::/m)
    assert.match(shown, /h1: FAILED at Fails: a::add-mask::x \/ ::stop-commands::x/)
    place.remove()
  })

  it('in check mode names what would change, and what a check cannot tell', async () => {
    const playbook = `
- hosts: all
  tasks:
    - name: A file that is there
      ansible.builtin.copy: { dest: "{{ playbook_dir }}/ansible.cfg", src: "{{ playbook_dir }}/ansible.cfg" }
    - name: A file that is not
      ansible.builtin.copy: { dest: "{{ playbook_dir }}/new", content: x, mode: "0600" }
    - { name: A command, ansible.builtin.command: "true" }
    - { name: Left out by itself, ansible.builtin.debug: { msg: x }, when: not ansible_check_mode }
    - { name: Left out for another reason, ansible.builtin.debug: { msg: x }, when: false }
`
    const place = ansibleFolder(bin, playbook, `all:\n  hosts:\n${local(['h1'])}`)
    const drift = await configCheck(place.context, place.run, () => undefined)
    assert.deepEqual(drift.hosts, [
      {
        host: 'h1',
        word: 'drifted',
        changes: ['A file that is not'],
        unjudged: ['A command', 'Left out by itself'],
        trouble: null,
      },
    ])
    assert.ok(!readdirSync(place.dir).includes('new'))
    place.remove()
  })

  it('by an Ansible that is too old ends before any host, and says so', async () => {
    const playbook =
      '- hosts: all\n  tasks: [{ ansible.builtin.command: "touch {{ folder }}/made" }]\n'
    const place = ansibleFolder(bin, playbook, `all:\n  hosts:\n${local(['h1'])}`)
    const old =
      'import ansible.release as a; a.__version__ = "2.18.9"; from ansible.cli.playbook import main; main()'
    const program = `#!/bin/sh\nexec ${bin}/python3 -c '${old}' "$@"\n`
    writeFileSync(join(place.dir, 'ansible-playbook'), program, { mode: 0o755 })
    const context = {
      ...place.context,
      ansible: { ...place.context.ansible, bin: place.dir },
      variables: async () => ({ folder: place.dir }),
    }
    const run = { check: false, folder: place.run, news: () => undefined }
    await assert.rejects(runPlaybook(context, run), {
      ...{ code: 'TOOL_TOO_OLD', exitCode: 2 },
      message: 'ansible-core 2.18.9 is too old; 2.19 or later is needed.',
    })
    assert.ok(!readdirSync(place.dir).includes('made'))
    place.remove()
  })
})
