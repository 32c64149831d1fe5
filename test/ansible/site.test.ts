import assert from 'node:assert/strict'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toRepeat } from '../../src/domain/config-run/outcome.ts'
import type { JsonObject } from '../../src/domain/json.ts'
import { runPlaybook } from '../../src/operations/config/run-playbook.ts'
import { ansibleBin, ansibleFolder } from './real-ansible.ts'

const stack = join(import.meta.dirname, '..', '..', 'ansible')

/** The entry points that site.yml calls; each does nothing, on the hosts that `bad` names it fails. */
const standIns: Readonly<Record<string, readonly string[]>> = {
  app: ['prepare', 'migrate', 'release'],
  db: ['main'],
  monitoring: ['main', 'server'],
  record: ['begin', 'complete'],
}

const names = Array.from({ length: 9 }, (_, n) => `h${n + 1}`)
const inventory = `all:
  vars:
    ansible_connection: local
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
    ansible_pipelining: true
    expected_groups: [role_app]
    environment_name: dev
    aws_region: eu-west-3
    connection_wait_seconds: 20
    private_ip_address: 127.0.0.1
    data_volume_id: vol-1
    vpc_id: vpc-1
    db_kind: host
    db_address: 127.0.0.1
    db_port: 5432
    db_secret_arn: arn
    app_image: shop@sha256:${'1'.repeat(64)}
    bad: ""
  children:
    role_app: { hosts: { ${names.map((name) => `${name}: {}`).join(', ')} } }
    role_db: { hosts: { d1: {} } }
    role_monitoring: { hosts: { m1: {} } }
`

/** The real site.yml on local hosts, its roles stood in for: which host comes to which of them, and when. */
describe('site.yml, host by host', () => {
  let bin = ''
  before(async () => {
    bin = await ansibleBin()
  })

  interface More {
    /** Variables above those of the inventory. */
    readonly vars?: JsonObject
    /** A host whose Python appears so many milliseconds later. */
    readonly late?: readonly [host: string, milliseconds: number]
  }

  async function run(bad: string, hosts: readonly string[] = [], { vars = {}, late }: More = {}) {
    const place = ansibleFolder(bin, '', inventory)
    let timer: NodeJS.Timeout | undefined
    if (late !== undefined) {
      const [host, milliseconds] = late
      const python = join(place.dir, 'python')
      mkdirSync(join(place.dir, 'host_vars'))
      const word = `ansible_python_interpreter: ${python}\n`
      writeFileSync(join(place.dir, 'host_vars', `${host}.yml`), word)
      const script = `#!/bin/sh\nexec ${join(bin, 'python3')} "$@"\n`
      timer = setTimeout(() => writeFileSync(python, script, { mode: 0o755 }), milliseconds)
    }
    cpSync(join(stack, 'site.yml'), join(place.dir, 'site.yml'))
    for (const [role, entries] of Object.entries(standIns)) {
      for (const entry of entries) {
        const file = join(place.dir, 'roles', role, 'tasks', `${entry}.yml`)
        mkdirSync(dirname(file), { recursive: true })
        const that = `bad != inventory_hostname ~ ' ${role}/${entry}'`
        const judged = `- name: ${role}/${entry}\n  ansible.builtin.assert: { that: "${that}" }\n`
        // What judges runs here; this one needs the host.
        const asked = entry === 'begin' ? '- name: Ask the host\n  ansible.builtin.ping:\n' : ''
        writeFileSync(file, judged + asked)
      }
    }
    const came: string[] = []
    const context = { ...place.context, variables: async () => ({ bad, ...vars }), only: hosts }
    const outcome = await runPlaybook(context, {
      check: false,
      folder: place.run,
      news: () => undefined,
      onHost: ({ host, task, status }) => {
        if (status !== 'skipped' && !task.startsWith('Wait')) came.push(`${host} ${task}`)
      },
    }).finally(() => {
      clearTimeout(timer)
      place.remove()
    })
    const cameTo = (entry: string) =>
      came.filter((line) => line.endsWith(entry)).map((line) => line.split(' ')[0])
    const words = Object.fromEntries(outcome.hosts.map(({ host, word }) => [host, word]))
    return { outcome, words, cameTo }
  }

  it('a batch that fails is the last one: those after it are as they were, and named', async () => {
    const { outcome, words, cameTo } = await run('h2 app/release')
    // One alone, then a quarter of nine, side by side.
    const [first, ...batch] = cameTo('app/release')
    assert.deepEqual([first, ...batch.sort()], ['h1', 'h2', 'h3'])
    assert.deepEqual(cameTo('record/complete'), ['d1', 'h1'])
    assert.equal(words['h1'], 'ok')
    assert.equal(words['h2'], 'failed')
    // Its service was changed, and the host was never noted as complete.
    assert.equal(words['h3'], 'unfinished')
    for (const host of names.slice(3)) assert.equal(words[host], 'unfinished', host)
    assert.deepEqual(toRepeat(outcome), ['h2', ...names.slice(2), 'm1'])
  })

  it('hosts that a run is limited to miss nothing by the plays that are not for them', async () => {
    const { words, cameTo } = await run('', ['h1', 'h2'])
    assert.deepEqual(cameTo('record/complete'), ['h1', 'h2'])
    assert.deepEqual(words, { h1: 'ok', h2: 'ok' })
  })

  it('the first host alone is the first batch', async () => {
    const { cameTo } = await run('h1 app/release')
    assert.deepEqual(cameTo('app/release'), ['h1'])
  })

  it('a host that answers late is awaited, and none is touched before all answer', async () => {
    // So long that whoever does not wait has been there.
    const { words, cameTo } = await run('', [], { late: ['h5', 8_000] })
    assert.equal(words['h5'], 'ok')
    assert.equal(cameTo('record/complete').length, 11)
  })

  it('one host that never answers keeps the run from the database and the service', async () => {
    const vars = { connection_wait_seconds: 1 }
    const { words, cameTo } = await run('', [], { vars, late: ['h5', 120_000] })
    assert.equal(words['h5'], 'unreachable')
    assert.deepEqual(cameTo('record/begin'), [])
    assert.deepEqual(cameTo('db/main'), [])
    assert.ok(names.every((name) => name === 'h5' || words[name] === 'unfinished'))
  })

  for (const [what, vars, said] of [
    ['a group that has no host', { expected_groups: ['role_app', 'role_cache'] }, /role_cache/],
    ['an image by its tag', { app_image: 'shop:latest' }, /must end in @sha256/],
  ] as const) {
    it(`refuses ${what} before any host`, async () => {
      const refusal = { code: 'TOOL_FAILED', message: said }
      await assert.rejects(run('', [], { vars: vars as unknown as JsonObject }), refusal)
    })
  }

  it('one host that cannot be prepared keeps the release from all', async () => {
    const { words, cameTo } = await run('h5 app/prepare')
    assert.deepEqual(cameTo('app/release'), [])
    assert.deepEqual(cameTo('app/migrate'), [])
    assert.ok(names.every((name) => words[name] !== 'ok'))
    assert.equal(words['d1'], 'ok')
  })

  it('a database that fails keeps the service as it is', async () => {
    const { words, cameTo } = await run('d1 db/main')
    assert.deepEqual(cameTo('app/prepare'), [])
    assert.equal(words['d1'], 'failed')
    assert.ok(names.every((name) => words[name] === 'unfinished'))
  })
})
