import assert from 'node:assert/strict'
import type { PlanSummary } from '../../../src/domain/plan/summary.ts'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import { guardPlan } from '../../../src/operations/infra/guard.ts'

const address = 'module.storage.aws_s3_bucket.data'

/** A plan that destroys so many of a hundred; the first may hold data. */
function plan(destroy: number, holdsData: boolean): PlanSummary {
  const change = { address, type: 'aws_s3_bucket', action: 'delete', holdsData, movedFrom: null }
  return { changes: [change], existing: 100, destroy, replace: 0 } as unknown as PlanSummary
}

function setting(allow: { dataLoss?: boolean; large?: boolean }, most?: number, answer = false) {
  const asked: string[] = []
  const context = {
    exec: { run: () => assert.fail('the state was read') },
    environment: { name: 'prod', guard: { share: 30, most } },
    allow: { dataLoss: false, large: false, ...allow },
    copies: { list: () => assert.fail('the copies were listed') },
    prompt: {
      typePhrase: async (_: string, typed: string, flag: string) => {
        asked.push(`${flag}: ${typed}`)
        return answer
      },
      typeExactly: () => assert.fail('a copy was asked for'),
    },
  } as unknown as InfraContext
  return { context, asked }
}

const guarded = { code: 'PLAN_GUARDED', exitCode: 5 }

describe('the guard before a plan is applied', () => {
  it('asks nothing about a small plan that loses no data, whatever is allowed', async () => {
    for (const allow of [{}, { dataLoss: true, large: true }]) {
      const { context, asked } = setting(allow, 5)
      await guardPlan(context, plan(3, false))
      assert.deepEqual(asked, [])
    }
  })

  it('stops a plan over the cap, though all is allowed, and nobody can lift that', async () => {
    const { context, asked } = setting({ dataLoss: true, large: true }, 4, true)
    await assert.rejects(guardPlan(context, plan(5, false)), {
      ...guarded,
      message: /destroys or replaces 5 resources; prod allows 4/,
    })
    assert.deepEqual(asked, [])
  })

  it('has the loss of data typed, or allowed by its own flag alone', async () => {
    const no = setting({ large: true })
    await assert.rejects(guardPlan(no.context, plan(1, true)), {
      ...guarded,
      message: /data is lost/,
    })
    assert.deepEqual(no.asked, ['--allow-data-loss: lose data'])
    await guardPlan(setting({}, undefined, true).context, plan(1, true))
    const flag = setting({ dataLoss: true })
    await guardPlan(flag.context, plan(1, true))
    assert.deepEqual(flag.asked, [])
  })

  it('has more than the share typed, or allowed by its own flag alone', async () => {
    const no = setting({ dataLoss: true })
    await assert.rejects(guardPlan(no.context, plan(31, false)), {
      ...guarded,
      message: /31 of 100 resources of prod/,
    })
    assert.deepEqual(no.asked, ['--allow-large: 31 of 100'])
    await guardPlan(setting({}, undefined, true).context, plan(31, false))
    const flag = setting({ large: true })
    await guardPlan(flag.context, plan(31, false))
    assert.deepEqual(flag.asked, [])
  })
})
