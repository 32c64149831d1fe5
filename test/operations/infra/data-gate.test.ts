import assert from 'node:assert/strict'
import type { PlanSummary } from '../../../src/domain/plan/summary.ts'
import type { Snapshot } from '../../../src/domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../../src/domain/snapshot/tags.ts'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import { guardPlan } from '../../../src/operations/infra/guard.ts'

const now = new Date('2026-11-24T12:00:00Z')
const address = 'module.storage.aws_ebs_volume.data[0]'
const state = {
  values: {
    root_module: {
      child_modules: [
        {
          resources: [
            { address, mode: 'managed', type: 'aws_ebs_volume', values: { id: 'vol-1' } },
          ],
        },
      ],
    },
  },
}

function plan(type: string, action: string): PlanSummary {
  const change = { address, type, action, holdsData: true, movedFrom: null }
  const counts = { destroy: action === 'delete' ? 1 : 0, replace: action === 'replace' ? 1 : 0 }
  return { changes: [change], existing: 100, ...counts } as unknown as PlanSummary
}

const copy = (hours: number, verdict = 'good', source = 'vol-1') =>
  ({
    id: 'snap-1',
    source,
    state: 'completed',
    startedAt: new Date(now.getTime() - hours * 3_600_000).toISOString(),
    tags: { [snapshotTags.verdict]: verdict, [snapshotTags.verifiedAt]: now.toISOString() },
  }) as unknown as Snapshot

function setting(copies: Snapshot[], typed: string | null = null) {
  const asked: string[] = []
  const context = {
    exec: { run: async () => ({ exitCode: 0, stdout: JSON.stringify(state), stderr: '' }) },
    environment: { name: 'prod', guard: { share: 30 } },
    allow: { dataLoss: true, large: true },
    terraform: { program: 'terraform' },
    copies: { list: async () => copies, now: () => now, maxAgeSeconds: 86_400 },
    prompt: {
      typeExactly: async (_: string, expected: string) => {
        asked.push(expected)
        if (typed === null) throw new Error('nobody is there')
        return typed === expected
      },
    },
  } as unknown as InfraContext
  return { context, asked }
}

describe('a plan that loses a volume', () => {
  it('goes on with a verified copy of today', async () => {
    const { context, asked } = setting([copy(3)])
    await guardPlan(context, plan('aws_ebs_volume', 'replace'))
    assert.deepEqual(asked, [])
  })

  const bare: readonly [string, Snapshot[]][] = [
    ['without any copy', []],
    ['with an old copy', [copy(30)]],
    ['with a copy that failed', [copy(3, 'bad')]],
    ['with a copy of another volume', [copy(3, 'good', 'vol-2')]],
  ]
  for (const [what, copies] of bare) {
    for (const action of ['delete', 'replace']) {
      it(`stops ${what} (${action}), whatever the flags allow`, async () => {
        const { context } = setting(copies)
        await assert.rejects(guardPlan(context, plan('aws_ebs_volume', action)), {
          code: 'DATA_UNCOVERED',
          exitCode: 5,
        })
      })
    }
  }

  it('goes on without a copy when exactly that is typed', async () => {
    const { context, asked } = setting([], 'prod without a snapshot')
    await guardPlan(context, plan('aws_ebs_volume', 'delete'))
    assert.deepEqual(asked, ['prod without a snapshot'])
    const wrong = setting([], 'prod')
    await assert.rejects(guardPlan(wrong.context, plan('aws_ebs_volume', 'delete')), {
      code: 'DATA_UNCOVERED',
    })
  })

  it('is known by its old address where the plan also moves it', async () => {
    const moved = plan('aws_ebs_volume', 'replace')
    const [change] = moved.changes
    const changes = [{ ...change, address: 'module.new.aws_ebs_volume.data', movedFrom: address }]
    await guardPlan(setting([copy(3)]).context, { ...moved, changes } as PlanSummary)
  })

  it('needs a copy of an RDS instance as well, and none of what has no such copy', async () => {
    const lost = guardPlan(setting([]).context, plan('aws_db_instance', 'delete'))
    await assert.rejects(lost, { code: 'DATA_UNCOVERED' })
    await guardPlan(setting([]).context, plan('aws_s3_bucket', 'delete'))
  })
})
