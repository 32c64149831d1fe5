import assert from 'node:assert/strict'
import { doctor, type NeededTool } from '../../src/operations/doctor.ts'
import { scriptedExec } from '../doubles/scripted-exec.ts'

const tool = (file: string, atLeast: string | null): NeededTool => ({
  check: file,
  command: { file, args: ['version'] },
  atLeast,
  fix: `install ${file}`,
})

describe('doctor', () => {
  it('tells missing, too old and good tools apart, and goes on after each', async () => {
    const { exec, finish } = scriptedExec([
      { file: 'a', stdout: 'a v1.11.4\non linux' },
      { file: 'b', stdout: 'b 1.9.0' },
      { file: 'c', exitCode: 127 },
    ])
    const tools = [tool('a', '1.11.0'), tool('b', '1.11.0'), tool('c', null)]
    const findings = await doctor({ exec, tools, environment: null })
    finish()
    assert.deepEqual(
      findings.map(({ ok, found, fix }) => [ok, found, fix]),
      [
        [true, '1.11.4', null],
        [false, '1.9.0, needs 1.11.0', 'install b'],
        [false, 'not found', 'install c'],
      ],
    )
  })

  it('names the account that is wrong and the bucket that is missing', async () => {
    const { exec, finish } = scriptedExec([])
    const findings = await doctor({
      exec,
      tools: [],
      environment: {
        name: 'dev',
        account: '111111111111',
        identity: { read: async () => ({ account: '999999999999', arn: 'arn:x' }) },
        bucket: 'shop-dev',
        bucketExists: async () => false,
      },
    })
    finish()
    assert.equal(findings[0]?.found, '999999999999, needs 111111111111')
    assert.equal(findings[1]?.fix, 'opsctl infra bootstrap -e dev')
  })
})
