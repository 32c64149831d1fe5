import assert from 'node:assert/strict'
import { resumeOperation, runOperation } from '../../../src/engine/index.ts'
import type { OpsctlError } from '../../../src/errors/index.ts'
import type { CommandLine } from '../../../src/ports/exec.ts'
import { addresses } from './fake-terraform.ts'
import { swapSetting } from './swap-setting.ts'

const throttled = 'Error: reading EBS Volume: RequestLimitExceeded'

/** The nth run of a word of Terraform's fails, and none after it. */
function failsOnce(word: string, nth = 1): (command: CommandLine) => string | null {
  let seen = 0
  return ({ args }) => (args[0] === word && ++seen === nth ? throttled : null)
}

describe('snapshot restore --swap when Terraform fails', () => {
  const afterTheSwap: readonly [string, string, number, RegExp][] = [
    ['the plan that imports', 'plan', 1, /The restored data serves; the state may not know it yet/],
    ['the apply', 'apply', 1, /The restored data serves; the state may not know it yet/],
    ['the list of the state', 'state', 1, /The restored data serves; the state may not know it/],
    ['the removal from the state', 'state', 2, /The restored data serves; the state may not/],
    ['the reading of the state', 'show', 2, /The restored data serves; the state may not know/],
    [
      'the plan at the end',
      'plan',
      2,
      /The restored data serves; only the plan after it is missing/,
    ],
  ]
  for (const [what, word, nth, now] of afterTheSwap) {
    it(`${what}: says that the restored data serves, in Terraform's words why, and resumes`, async () => {
      const { setting, terraform, snapshot, operation, attached } = swapSetting()
      terraform.failing = failsOnce(word, nth)
      await assert.rejects(
        runOperation(operation(snapshot), setting.bench.deps()),
        (error: OpsctlError) => {
          assert.deepEqual([error.code, error.exitCode], ['TOOL_FAILED', 1])
          assert.match(error.message, /RequestLimitExceeded/)
          assert.match(error.now ?? '', now)
          assert.doesNotMatch(error.now ?? '', /Nothing was changed/)
          // A new `infra up` would only be refused while this one is unfinished.
          assert.ok(!error.next.some((way) => way.includes('infra up')), error.next.join('; '))
          assert.ok(error.next.some((way) => way.includes('opsctl resume')))
          return true
        },
      )
      assert.deepEqual([...terraform.files], [], 'the import blocks were left in the stack')
      const end = await resumeOperation(operation(snapshot), setting.bench.deps())
      assert.equal(end.outcome, 'done')
      const live = attached().map((one) => one.id)
      assert.equal(live.length, 1)
      assert.deepEqual([...new Set(terraform.state.values())], live)
      assert.notEqual(live[0], setting.volume)
    })
  }

  it('before the swap: says that nothing was changed, and nothing was', async () => {
    const { setting, terraform, snapshot, operation, attached } = swapSetting()
    terraform.failing = failsOnce('show')
    await assert.rejects(
      runOperation(operation(snapshot), setting.bench.deps()),
      (error: OpsctlError) => {
        assert.match(error.now ?? '', /Nothing was changed/)
        assert.doesNotMatch(error.now ?? '', /serves/)
        return true
      },
    )
    assert.deepEqual(
      attached().map((one) => one.id),
      [setting.volume],
    )
  })

  it('shows the plan that it applies, which may also set in place what it takes over', async () => {
    const { setting, terraform, snapshot, operation } = swapSetting()
    terraform.extra = [{ address: addresses.volume, actions: ['update'] }]
    const end = await runOperation(operation(snapshot), setting.bench.deps())
    assert.equal(end.outcome, 'done')
    assert.ok(terraform.shown > 0)
  })

  it('waits for the Terraform of a process that died, and only then looks at the state', async () => {
    const { setting, terraform, snapshot, operation } = swapSetting()
    let over = false
    terraform.failing = failsOnce('apply')
    await assert.rejects(runOperation(operation(snapshot), setting.bench.deps()))
    terraform.failing = () => {
      assert.ok(over || terraform.awaited.length > 0, 'two of them on one state')
      return null
    }
    terraform.leftBehind = ({ name }) => {
      const running = terraform.awaited.length === 0
      over = !running
      const left = { pid: 7, startedAt: '', running, exitCode: running ? null : 0 }
      return name === 'adopt-1' ? left : null
    }
    await resumeOperation(operation(snapshot), setting.bench.deps())
    assert.deepEqual(terraform.awaited, ['adopt-1'])
  })
})
