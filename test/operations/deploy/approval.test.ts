import assert from 'node:assert/strict'
import { type DeployPlan, planHash } from '../../../src/domain/deployment/plan.ts'
import type { DeployContext } from '../../../src/operations/deploy/context.ts'
import { planDeployment } from '../../../src/operations/deploy/plan.ts'
import { DeployBench, image } from './bench.ts'

const guarded = { name: 'prod', account: '1', protected: true } as DeployContext['environment']

/** Where nobody can type anything, as in a workflow. */
const nobody: DeployContext['prompt'] = {
  assertAnswerable: () => assert.fail('asked'),
  confirm: () => assert.fail('asked'),
  typeExactly: () => assert.fail('asked'),
  typePhrase: () => assert.fail('asked'),
}

async function plan(bench: DeployBench, n: number, more = {}) {
  const input = bench.input(n)
  const calls = bench.cloud.calls.length
  const made = await planDeployment(
    { ...bench.context('', input.goal), environment: guarded, ...more },
    input,
  )
  const asked = bench.cloud.calls.slice(calls)
  return { made, asked }
}

describe('an approval', () => {
  it('of the plan lets the deployment go on where nobody can be asked, to its end', async () => {
    const bench = new DeployBench()
    await bench.deploy(2)
    const { made, asked } = await plan(bench, 3)
    assert.deepEqual(asked, ['listener'], 'no host is asked for it')
    assert.deepEqual(made.wayBack, { colour: 'green', image: image(2) })
    const context = { environment: guarded, prompt: nobody }
    const end = await bench.deploy(3, { approved: made.hash }, context)
    assert.equal(end.outcome, 'done')
    assert.equal(end.facts['plan'], made.hash)
  })

  it('counts for nothing else: other image, commit, account, steps, time, schema, or release before', async () => {
    const cases: readonly ((bench: DeployBench) => {
      n?: number
      input?: object
      context?: Partial<DeployContext>
    })[] = [
      () => ({ n: 2 }),
      () => ({ context: { commit: async () => 'other' } }),
      () => ({ context: { environment: { ...guarded, account: '2' } } }),
      () => ({ context: { environment: { ...guarded, name: 'prod2' } } }),
      () => ({ input: { weights: [100] } }),
      () => ({ input: { keepOld: true } }),
      () => ({ input: { patience: { bake: 1, hold: 120, warm: 10, hosts: 30, health: 30 } } }),
      (bench) => {
        bench.migrations[3] = ['0001_expand_a', '0002_expand_b']
        return { input: { withoutSnapshot: true } }
      },
      (bench) => {
        // Somebody put another release on the hosts that serve.
        const { blue, green } = bench.cloud.groups
        for (const host of [...blue.hosts, ...green.hosts])
          bench.cloud.configure(host, image(2).split('@')[1] ?? '')
        return {}
      },
    ]
    for (const [at, change] of cases.entries()) {
      const bench = new DeployBench()
      // The ledger knows what serves.
      await bench.deploy(1, { again: true })
      await bench.deploy(2)
      await bench.rollback()
      const { hash } = (await plan(bench, 3)).made
      const { n = 3, input = {}, context = {} } = change(bench)
      const before = bench.cloud.written.length
      const all = { environment: guarded, prompt: nobody, ...context }
      await assert.rejects(
        bench.deploy(n, { again: true, approved: hash, ...input }, all),
        {
          code: 'APPROVAL_DIFFERS',
          exitCode: 5,
        },
        `case ${at}`,
      )
      assert.equal(bench.cloud.written.length, before, `case ${at} changed something`)
    }
  })

  it('is the name typed where no plan was approved', async () => {
    const bench = new DeployBench()
    const typed: string[] = []
    const prompt = {
      ...{ assertAnswerable: () => undefined, confirm: async () => true },
      typePhrase: async () => true,
      typeExactly: async (_: string, expected: string) => {
        typed.push(expected)
        return false
      },
    }
    await assert.rejects(bench.deploy(2, {}, { environment: guarded, prompt }), {
      code: 'DECLINED',
    })
    assert.deepEqual(typed, ['prod'])
    assert.deepEqual(bench.cloud.written, [])
  })

  it('has a hash that every member moves', () => {
    const plan: DeployPlan = {
      ...{ environment: 'prod', account: '1', commit: 'c', image: 'r/s@sha256:1' },
      ...{ strategy: 'canary', weights: [5, 100], bake: 60, hold: 600, warm: 60 },
      ...{ migrations: ['0001_expand_a'], wayBack: { colour: 'blue', image: 'r/s@sha256:0' } },
      steps: ['raise'],
    }
    const other: { [K in keyof DeployPlan]: DeployPlan[K] } = {
      ...{ environment: 'dev', account: '2', commit: null, image: 'r/s@sha256:2' },
      ...{ strategy: 'rolling', weights: [100], bake: 1, hold: 1, warm: 1 },
      ...{ migrations: [], wayBack: null, steps: [] },
    }
    const hashes = Object.keys(plan).map((key) =>
      planHash({ ...plan, [key]: other[key as keyof DeployPlan] }),
    )
    assert.equal(new Set([planHash(plan), ...hashes]).size, hashes.length + 1)
    assert.equal(planHash(plan), planHash(structuredClone(plan)))
  })
})
