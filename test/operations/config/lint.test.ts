import assert from 'node:assert/strict'
import { configLint } from '../../../src/operations/config/lint.ts'
import { scriptedExec } from '../../doubles/scripted-exec.ts'

describe('config lint', () => {
  const lint = (exitCode: number, stdout: string, stderr = '') => {
    const { exec } = scriptedExec([{ file: 'ansible-lint', exitCode, stdout, stderr }])
    return configLint(exec, { bin: null, dir: '/p/ansible', env: {} })
  }

  it('is clean, or has findings', async () => {
    assert.deepEqual(await lint(0, '[]'), [])
    const found = { check_name: 'no-tabs', location: { path: 'a.yml', lines: { begin: 3 } } }
    assert.equal((await lint(2, JSON.stringify([found]))).length, 1)
  })

  it('calls nothing clean that ansible-lint could not judge', async () => {
    for (const [exitCode, stdout] of [
      [1, '[]'],
      [3, '[]'],
      [0, ''],
      [2, 'Traceback'],
    ] as const) {
      await assert.rejects(lint(exitCode, stdout, 'no module named ansible'), {
        code: 'TOOL_FAILED',
        message: /ended with \d and no findings:\n.*no module/,
      })
    }
  })
})
