import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerSchema } from '../../src/cli/answer-schema.ts'

const root = join(import.meta.dirname, '..', '..')

/** What would be the wrong thing to copy, restore or remove is refused before anything is asked of AWS. */
describe('snapshot commands and words that cannot be meant', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-snapshot-words-'))
  writeFileSync(
    join(folder, 'opsctl.yaml'),
    'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n',
  )
  before(function () {
    if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const arn = 'arn:aws:ec2:us-east-1:222222222222:snapshot/snap-0123456789abcdef0'
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['ID', 'restore', 'vol-0123456789abcdef0'],
    ['ID', 'restore', 'ami-0123456789abcdef0', '--swap'],
    ['ID', 'restore', arn],
    ['ID', 'restore', '*', '--swap', '--yes', '--confirm', 'dev'],
    ['ID', 'verify', 'vol-0123456789abcdef0'],
    ['ID', 'verify'],
    ['ID', 'verify', 'snap-0123456789abcdef0', '--latest'],
    ['--of', 'create', '--of', ''],
    ['--of', 'create', '--of', 'snap-0123456789abcdef0'],
    ['--of', 'prune', '--of', ''],
    ['--of', 'prune', '--of', '*', '--yes', '--confirm', 'dev'],
    ['--of', 'prune', '--of', 'DataOf=*'],
    ['--of', 'prune', '--of', 'i-0123456789abcdef0'],
  ]
  for (const [field, ...words] of cases) {
    it(`snapshot ${words.map((word) => word || "''").join(' ')}`, () => {
      const argv = [join(root, 'bin', 'run.js'), 'snapshot', ...words, '-e', 'dev', '--json']
      const env = { HOME: folder, PATH: '/nonexistent' }
      const ended = spawnSync(process.execPath, argv, {
        cwd: folder,
        env,
        encoding: 'utf8',
        input: '',
      })
      const answer = answerSchema.parse(JSON.parse(ended.stdout))
      assert.ok(!answer.ok)
      assert.deepEqual([answer.error.code, ended.status], ['BAD_INPUT', 2])
      assert.equal(answer.error.details['field'], field)
      assert.ok(answer.error.next.length > 0)
      assert.equal(existsSync(join(folder, '.opsctl')), false, 'something was begun')
    })
  }
})
