import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bin = '/usr/lib/postgresql/15/bin'
const toast = "SELECT reltoastrelid FROM pg_class WHERE relname = 'items'"
const script = join(import.meta.dirname, '..', '..', 'ansible', 'files', 'check_database.py')

interface Report {
  readonly good: boolean
  readonly checks: readonly { name: string; good: boolean; found: string }[]
  readonly startSeconds: number | null
  readonly schema: string | null
}

/** A real server on 127.0.0.1 with passwords, as a restored RDS instance is met. */
describe('check_database.py', function () {
  this.timeout(120_000)
  let folder = ''
  const port = 5994

  const asServer = (...words: string[]) => {
    const all = ['-u', 'postgres', '--', ...words]
    const done = spawnSync('runuser', all, { encoding: 'utf8', cwd: '/' })
    assert.equal(done.status, 0, `${words.join(' ')}: ${done.stderr}`)
    return done.stdout.trim()
  }
  const server = (...words: string[]) =>
    asServer(`${bin}/pg_ctl`, '-D', join(folder, 'data'), '-w', '-m', 'fast', ...words)
  const settings = `-p ${port} -k ${'/tmp'} -c listen_addresses=127.0.0.1 -c fsync=off`
  const start = () => server('-l', join(folder, 'log'), '-o', settings, 'start')
  const sql = (...lines: string[]) =>
    asServer(
      ...['psql', '-qAtX', '-h', '/tmp', '-p', String(port), '-d', 'shop'],
      ...lines.flatMap((line) => ['-c', line]),
    )

  before(function () {
    if (process.getuid?.() !== 0 || !existsSync(`${bin}/pg_amcheck`)) this.skip()
    folder = mkdtempSync(join(tmpdir(), 'opsctl-database-'))
    spawnSync('chown', ['postgres', folder])
    const init = ['--data-checksums', '--auth-local=trust', '--auth-host=scram-sha-256']
    asServer(`${bin}/initdb`, '-D', join(folder, 'data'), '--no-sync', ...init)
    start()
    asServer('createdb', '-h', '/tmp', '-p', String(port), 'shop')
    sql(
      // As the user of an instance of RDS, which is no superuser but may have both extensions.
      "CREATE ROLE shop LOGIN PASSWORD 'right'",
      'CREATE EXTENSION amcheck',
      'CREATE EXTENSION pg_prewarm',
      'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO shop',
      'GRANT ALL ON SCHEMA public TO shop',
      'SET ROLE shop',
      'CREATE TABLE items (id serial PRIMARY KEY, name text)',
      "INSERT INTO items (name) SELECT repeat('x', 90) || n FROM generate_series(1, 2000) n",
      // Text that does not become shorter, so that it is kept beside the table.
      "INSERT INTO items (name) SELECT string_agg(md5(n::text), '') FROM generate_series(1, 2000) n",
      "CREATE INDEX items_words ON items USING gin (to_tsvector('simple', left(name, 100)))",
      'RESET ROLE',
      'VACUUM',
      'CHECKPOINT',
    )
  })
  after(() => {
    if (folder === '') return
    server('stop')
    rmSync(folder, { recursive: true, force: true })
  })

  const judge = (more: object = {}): Report => {
    const request = {
      host: '127.0.0.1',
      port,
      username: 'shop',
      password: 'right',
      database: 'shop',
      sslmode: 'disable',
      bin,
      user: 'postgres',
      rows: { items: 2000 },
      startWithin: 3,
      ...more,
    }
    const input = JSON.stringify(request)
    const done = spawnSync('python3', ['-B', script], { input, encoding: 'utf8' })
    assert.equal(done.status, 0, done.stderr)
    assert.doesNotMatch(done.stdout, /right/, 'the password was told')
    return JSON.parse(done.stdout) as Report
  }
  const noes = (report: Report) => report.checks.filter((one) => !one.good).map((one) => one.name)

  it('finds a sound database good, and says what it asked', () => {
    const report = judge({
      queries: [{ name: 'newest', sql: 'SELECT max(id) FROM items', equals: 2001 }],
    })
    assert.deepEqual(noes(report), [])
    assert.equal(report.good, true)
    const told = Object.fromEntries(report.checks.map(({ name, found }) => [name, found]))
    assert.match(told['pages fit their checksums'] ?? '', /^[1-9]\d+ pages$/)
    // Also when the extension was there before.
    assert.equal(told['tables and indexes agree'], 'they do')
    assert.deepEqual(
      report.checks.map((one) => one.name),
      [
        'answers',
        'reads whole',
        'pages fit their checksums',
        'holds rows',
        'tables and indexes agree',
        'rows of items',
        'newest',
      ],
    )
  })

  it('says no to too few rows, a wrong password and a server that is not there', () => {
    assert.deepEqual(noes(judge({ rows: { items: 2002 } })), ['rows of items'])
    assert.deepEqual(noes(judge({ password: 'wrong' })), ['answers'])
    assert.deepEqual(noes(judge({ port: 1 })), ['answers'])
  })

  /** The files of what PostgreSQL calls so, by what they hold. */
  const files: readonly [string, string, string][] = [
    ['a table', 'items', ''],
    ['its free space map', 'items', '_fsm'],
    ['its visibility map', 'items', '_vm'],
    ['the index of its key', 'items_pkey', ''],
    ['an index that is no tree', 'items_words', ''],
    ['what is kept beside a table', 'long', ''],
  ]
  for (const [what, relation, fork] of files) {
    it(`finds a single flipped byte in ${what}`, () => {
      const of = relation === 'long' ? `(${toast})::regclass` : `'${relation}'`
      const path = join(folder, 'data', `${sql(`SELECT pg_relation_filepath(${of})`)}${fork}`)
      const flip = () => {
        server('stop')
        const bytes = readFileSync(path)
        const at = Math.floor(bytes.length / 8192 / 2) * 8192 + 4000
        bytes[at] = (bytes[at] ?? 0) ^ 0x10
        writeFileSync(path, bytes)
        start()
      }
      flip()
      try {
        assert.ok(noes(judge()).includes('pages fit their checksums'))
      } finally {
        flip()
      }
    })
  }

  it('finds it good again', () => assert.deepEqual(noes(judge()), []))
})
