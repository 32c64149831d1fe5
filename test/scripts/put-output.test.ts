import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'

const github = join(import.meta.dirname, '..', '..', '.github')

describe('outputs of a workflow step', () => {
  const top = mkdtempSync(join(tmpdir(), 'opsctl-output-'))
  const file = join(top, 'output')
  after(() => rmSync(top, { recursive: true }))
  beforeEach(() => writeFileSync(file, 'earlier=1\n'))
  const kept = () => readFileSync(file, 'utf8')

  const run = (script: string, ...args: readonly string[]) => {
    const env = {
      PATH: `${top}:${process.env['PATH']}`,
      GITHUB_OUTPUT: file,
      GITHUB_ACTION_PATH: join(github, 'actions', 'setup-opsctl'),
    }
    const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script, '-', ...args]
    return spawnSync('bash', words, { env, encoding: 'utf8', cwd: join(github, '..') })
  }
  const put = (...pairs: readonly string[]) => run('.github/put-output.sh "$@"', ...pairs)

  it('are put out as they are, beside the earlier ones', () => {
    const pairs = ['a=1', 'b=', 'c=x=y z$(id)`id`<<EOF', 'd=é']
    const { status, stdout } = put(...pairs)
    assert.deepEqual([status, stdout], [0, ''])
    assert.equal(kept(), `earlier=1\n${pairs.join('\n')}\n`)
  })

  it('are refused, all of them, when one has several lines; its value is not shown', () => {
    for (const end of ['\n', '\r\n', '\r', '\n\n']) {
      const { status, stdout } = put('a=1', `b=x${end}outcome=done`, 'c=2')
      assert.equal(status, 1)
      assert.match(stdout, /^::error title=[^:]+::b has a line break in its value\n$/)
      assert.equal(kept(), 'earlier=1\n')
    }
  })

  it('of setup-opsctl: the version of what was installed, and nothing that it adds', () => {
    const action = parse(readFileSync(join(github, 'actions/setup-opsctl/action.yml'), 'utf8')) as {
      runs: { steps: readonly { id?: string; run?: string }[] }
    }
    const script = action.runs.steps.find(({ id }) => id === 'ready')?.run ?? ''
    const says = (text: string) => {
      writeFileSync(join(top, 'opsctl'), `#!/bin/sh\nprintf '${text}'\n`)
      chmodSync(join(top, 'opsctl'), 0o755)
      return run(script).status
    }
    assert.equal(says('opsctl/1.4.0 linux-x64 node-v24.21.0\\n'), 0)
    assert.equal(kept(), 'earlier=1\nversion=1.4.0\n')
    assert.equal(says('opsctl/1.4.0\\nid=evil linux-x64\\n'), 1)
    assert.equal(kept(), 'earlier=1\nversion=1.4.0\n')
  })
})
