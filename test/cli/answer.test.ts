import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hiddenProgress } from '../../src/cli/hidden-progress.ts'
import { Redactor } from '../../src/domain/redaction.ts'

const secret = 'pässw0rd/with "quotes"+'

describe('an answer', function () {
  this.timeout(60_000)

  const say = (...words: string[]) => {
    const ended = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'answering.ts'), ...words],
      {
        env: { PATH: process.env['PATH'], SECRET: secret, OPSCTL_DEBUG: '1' },
        encoding: 'utf8',
      },
    )
    const { stdout, stderr } = ended
    const told = stdout + stderr
    assert.ok(!told.includes('pässw0rd') && !told.includes('quotes'), told)
    return { code: ended.status, stdout, stderr }
  }

  it('hides secrets in its text, in its document, and in pieces that cut them', () => {
    assert.equal(say('text').stdout, 'it is ***\n')
    const { result } = JSON.parse(say('result', '--json').stdout)
    assert.deepEqual(result, { deep: [{ note: 'it is ***' }] })
    assert.equal(say('pieces').stdout, 'it is ***\nand\nstill ***')
  })

  it('hides them in an error: message, state, ways on, details, and for the runner', () => {
    const { error } = JSON.parse(say('error', '--json').stdout)
    const { message, now, next, details } = error
    assert.deepEqual([message, now, next], ['it said ***', 'now ***', ['type ***']])
    assert.deepEqual(details, { one: '***', many: ['x', '***'] })
    const { stderr, code } = say('error', '--actions')
    assert.match(stderr, /it said \*\*\*[\s\S]*::error title=TOOL_FAILED::it said \*\*\*/)
    assert.equal(code, 1)
  })

  it('of a tool that ended because it was interrupted is that, and no failure', () => {
    const { code, stdout } = say('cut', '--json')
    const { error } = JSON.parse(stdout)
    assert.deepEqual([code, error.code, error.now], [130, 'INTERRUPTED', 'Nothing was changed.'])
  })

  it('of one who only looked, and was interrupted, is that, and keeps no process', () => {
    const began = performance.now()
    const { code, stdout } = say('watched', '--json')
    const { error } = JSON.parse(stdout)
    assert.deepEqual([code, error.code, error.now], [130, 'INTERRUPTED', 'Nothing was changed.'])
    assert.ok(performance.now() - began < 20_000)
  })

  it('hides them with OPSCTL_DEBUG, where a message looks like a place of the stack', () => {
    assert.match(say('unforeseen').stderr, / {4}at \*\*\* \(file[\s\S]* {4}at .*answering\.ts/)
    assert.match(say('thrown').stderr, /Error: \*\*\*/)
  })

  it('hides them in what is told on the way: news, notes, warnings', () => {
    const heard: string[] = []
    const tell = (line: string) => void heard.push(line)
    const progress = { news: tell, note: tell, warn: tell } as never
    const hidden = hiddenProgress(progress, new Redactor([secret]))
    for (const how of ['news', 'note', 'warn'] as const) hidden[how](`${how} ${secret}`)
    assert.deepEqual(heard, ['news ***', 'note ***', 'warn ***'])
  })

  it('refuses words after -- that hold a secret of the environment, before anything is started', function () {
    const root = join(import.meta.dirname, '..', '..')
    if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
    const folder = mkdtempSync(join(tmpdir(), 'opsctl-words-'))
    const config =
      'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'
    writeFileSync(join(folder, 'opsctl.yaml'), config)
    const env = { PATH: '/nonexistent', HOME: folder, DB_PASSWORD: secret }
    for (const line of ['infra plan -e dev -- -var', 'config apply -e dev -- -e']) {
      const words = [...line.split(' '), `greeting=${secret}`]
      const argv = [join(root, 'bin', 'run.js'), ...words]
      const ended = spawnSync(process.execPath, argv, { cwd: folder, env, encoding: 'utf8' })
      assert.equal(ended.status, 2, ended.stderr)
      assert.match(ended.stderr, /"greeting=\*\*\*" holds a secret/)
    }
    rmSync(folder, { recursive: true })
  })
})
