import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bin = '/usr/lib/postgresql/15/bin'
const script = join(import.meta.dirname, '..', '..', 'ansible', 'files', 'check_copy.py')

interface Report {
  readonly good: boolean
  readonly checks: readonly { name: string; good: boolean; found: string }[]
  readonly startSeconds: number | null
}

/** A real cluster, copied while it runs as a snapshot copies it, and real damage to the copies. */
describe('check_copy.py', function () {
  this.timeout(240_000)
  let folder = ''
  let lsn = ''
  let system = ''

  const sh = (...words: string[]) => {
    const done = spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8', cwd: '/' })
    assert.equal(done.status, 0, `${words.join(' ')}: ${done.stderr}`)
    return done.stdout.trim()
  }
  const asServer = (...words: string[]) => sh('runuser', '-u', 'postgres', '--', ...words)
  const sql = (...lines: string[]) =>
    asServer(
      'psql',
      '-qAtX',
      '-h',
      folder,
      '-p',
      '5991',
      '-d',
      'postgres',
      ...lines.flatMap((line) => ['-c', line]),
    )

  before(function () {
    if (process.getuid?.() !== 0 || !existsSync(`${bin}/pg_amcheck`)) this.skip()
    folder = mkdtempSync(join(tmpdir(), 'opsctl-copy-'))
    sh('chown', 'postgres', folder)
    chmodSync(folder, 0o755)
    const data = join(folder, 'live')
    asServer(
      `${bin}/initdb`,
      '-D',
      data,
      '--data-checksums',
      '--auth-local=trust',
      '--no-sync',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
    )
    asServer(
      `${bin}/pg_ctl`,
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      `-p 5991 -k ${folder} -c listen_addresses= -c fsync=off`,
      'start',
    )
    sql(
      'CREATE TABLE items (id serial PRIMARY KEY, name text)',
      "INSERT INTO items (name) SELECT repeat('x', 90) || n FROM generate_series(1, 9000) n",
      'VACUUM',
      'CHECKPOINT',
    )
    lsn = sql('SELECT pg_current_wal_lsn()')
    system = sql('SELECT system_identifier FROM pg_control_system()')
    sql("INSERT INTO items (name) SELECT 'late' FROM generate_series(1, 50)")
    sh('cp', '-a', data, join(folder, 'copy'))
    asServer(`${bin}/pg_ctl`, '-D', data, '-m', 'immediate', 'stop')
  })
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true })
  })

  const judge = (damage: (copy: string) => void, more: object = {}): Report => {
    const copy = join(folder, 'scratch')
    const run = join(folder, 'run')
    for (const path of [copy, run]) rmSync(path, { recursive: true, force: true })
    mkdirSync(run)
    sh('cp', '-a', join(folder, 'copy'), copy)
    damage(copy)
    const request = {
      data: copy,
      bin,
      run,
      port: 5992,
      user: 'postgres',
      database: 'postgres',
      rows: { items: 9050 },
      expect: { lsn, system, tables: 1 },
      startWithin: 8,
      ...more,
    }
    const done = spawnSync('python3', [script], {
      input: JSON.stringify(request),
      encoding: 'utf8',
    })
    assert.equal(done.status, 0, done.stderr)
    assert.equal(
      spawnSync('pgrep', ['-f', `postgres -D ${copy}`]).status,
      1,
      'a server was left running',
    )
    return JSON.parse(done.stdout) as Report
  }
  const noes = (report: Report) => report.checks.filter((one) => !one.good).map((one) => one.name)

  const flip = (path: string, at: number) => {
    const file = openSync(path, 'r+')
    const byte = Buffer.alloc(1)
    readSync(file, byte, 0, 1, at)
    writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 0x10]), 0, 1, at)
    closeSync(file)
  }
  const pagesOf = (copy: string) =>
    ['global', ...readdirSync(join(copy, 'base')).map((name) => `base/${name}`)].flatMap((place) =>
      readdirSync(join(copy, place))
        .filter(
          (name) => /^\d+(_fsm|_vm)?$/.test(name) && statSync(join(copy, place, name)).size > 0,
        )
        .map((name) => join(copy, place, name)),
    )

  it('finds a sound copy of a running server sound, with the rows of after the checkpoint', () => {
    const report = judge(() => undefined)
    assert.deepEqual(noes(report), [])
    assert.ok(report.good && report.startSeconds !== null)
  })

  it('finds one flipped byte wherever it is: tables, indexes, free space and visibility maps', () => {
    const kinds = new Set<string>()
    for (let round = 0; round < 9; round++) {
      let where = ''
      const report = judge((copy) => {
        const wanted = ['', '_fsm', '_vm'][round % 3] ?? ''
        const files = pagesOf(copy).filter((name) => name.replace(/^.*\/\d+/, '') === wanted)
        const file = files[Math.floor(Math.random() * files.length)] ?? ''
        const at = Math.floor(Math.random() * statSync(file).size)
        // A page that was never written is all zeros, and carries no checksum until it is.
        const page = Buffer.alloc(8192)
        const handle = openSync(file, 'r')
        readSync(handle, page, 0, 8192, at - (at % 8192))
        closeSync(handle)
        where = `${file} byte ${at}`
        flip(file, page.every((byte) => byte === 0) ? 0 : at)
        kinds.add(wanted)
      })
      assert.equal(report.good, false, where)
      assert.deepEqual(noes(report), ['pages as copied'], where)
    }
    assert.equal(kinds.size, 3)
  })

  const damages: readonly [string, (copy: string) => void, string][] = [
    [
      'an empty copy',
      (copy) => {
        rmSync(copy, { recursive: true })
        mkdirSync(copy)
      },
      'is a cluster',
    ],
    [
      'a flipped byte in the control file',
      (copy) => flip(join(copy, 'global/pg_control'), 100),
      'control file',
    ],
    [
      'a flipped byte in a map of files',
      (copy) => flip(join(copy, 'global/pg_filenode.map'), 20),
      'starts',
    ],
    [
      'a lost table',
      (copy) => rmSync(pagesOf(copy).sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? ''),
      'rows of items',
    ],
    [
      'a log that is gone',
      (copy) => rmSync(join(copy, 'pg_wal'), { recursive: true }),
      'is a cluster',
    ],
  ]
  for (const [what, damage, check] of damages) {
    it(`refuses ${what}`, () => {
      const report = judge(damage)
      assert.equal(report.good, false)
      assert.ok(
        noes(report).includes(check),
        JSON.stringify(report.checks.filter((one) => !one.good)),
      )
    })
  }

  const wrong: readonly [string, object, string][] = [
    ['another cluster', { expect: { lsn, system: '7', tables: 1 } }, 'is the cluster'],
    [
      'a log that ends before the snapshot',
      { expect: { lsn: 'FF/0', system: '', tables: 0 } },
      'log reaches',
    ],
    ['fewer tables with rows than there were', { expect: { tables: 2 } }, 'holds rows'],
    ['too few rows', { rows: { items: 9051 } }, 'rows of items'],
    ['a table that is not there', { rows: { 'public.x"y': 0 } }, 'rows of public.x"y'],
    ['another answer', { queries: [{ name: 'sum', sql: 'SELECT 1', equals: 2 }] }, 'sum'],
    ['a query that writes', { queries: [{ name: 'drop', sql: 'DROP TABLE items' }] }, 'drop'],
  ]
  for (const [what, more, check] of wrong) {
    it(`refuses ${what}`, () => assert.deepEqual(noes(judge(() => undefined, more)), [check]))
  }
})
