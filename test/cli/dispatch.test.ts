import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** The built program, as it is published; without a terminal. */
function opsctl(...args: string[]) {
  const run = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { out: run.stdout, err: run.stderr, code: run.status }
}

describe('the way from words to a command', function () {
  this.timeout(60_000)
  it('takes the longest name', () => {
    const { out, code } = opsctl('lock', 'status', '-e', 'nope', '--json')
    assert.equal(code, 2)
    assert.equal(JSON.parse(out).command, 'lock status')
  })

  it('knows the arguments that a command inherits', () => {
    for (const verb of ['resume', 'abort']) {
      const { out, code } = opsctl(verb, '19990101t000000z-00000000', '--json')
      assert.deepEqual([JSON.parse(out).error.code, code], ['UNKNOWN_OPERATION', 2])
    }
  })

  it('tells a flag without its value as bad input', () => {
    for (const args of [
      ['release', 'bump', '--as'],
      ['infra', 'plan', '-e'],
    ]) {
      const { out, code } = opsctl(...args, '--json')
      assert.deepEqual([JSON.parse(out).error.code, code], ['BAD_INPUT', 2])
    }
  })

  it('leaves help to oclif, also with flags before it', () => {
    for (const flag of ['--help', '-h']) {
      const { out, code } = opsctl('lock', 'status', '-e', 'dev', flag)
      assert.equal(code, 0)
      assert.match(out, /Show who works on an environment/)
    }
  })

  it('takes -h behind a flag for its value, which a script may have put there', () => {
    for (const words of [
      ['git', 'check', '--branch', '-h'],
      ['release', 'bump', '--as', '-h'],
      ['release', 'notes', '--from', '-h'],
      ['release', 'notes', '--to', '--help'],
    ]) {
      const { out, code } = opsctl(...words, '--json')
      const { error } = JSON.parse(out)
      assert.deepEqual([error.code, error.details.field, code], ['BAD_INPUT', words[2], 2])
    }
  })

  it('leaves a topic alone to oclif', () => {
    const { out, code } = opsctl('lock')
    assert.equal(code, 0)
    assert.match(out, /lock release/)
  })

  it("leaves a plugin's command to oclif", () => {
    const { out, code } = opsctl('autocomplete', 'script', 'bash')
    assert.equal(code, 0)
    assert.match(out, /OPSCTL/)
  })

  it('names the nearest command for a typing error, in help too', () => {
    for (const args of [
      ['lock', 'stauts'],
      ['lock', 'stauts', '--help'],
    ]) {
      const { err, code } = opsctl(...args)
      assert.equal(code, 2)
      assert.match(err, /did you mean: opsctl lock status/)
    }
  })

  it('never looks outside the folder of commands', () => {
    for (const word of ['../main', '..', 'lock/status', '.', 'LOCK']) {
      const { code, err } = opsctl(word, '-e', 'dev')
      assert.equal(code, 2, word)
      assert.match(err, /There is no command/)
    }
  })

  it('goes on quietly when its reader went away', () => {
    const script = `"$0" bin/run.js completion fish | head -1`
    const run = spawnSync('bash', ['-c', `set -o pipefail; ${script}`, process.execPath], {
      cwd: root,
      encoding: 'utf8',
    })
    assert.equal(run.stderr, '')
    assert.equal(run.status, 0)
  })
})
