import assert from 'node:assert/strict'
import fc from 'fast-check'
import { leastSeconds, mutatingCalls, waitBefore } from '../../../src/domain/retention/estimate.ts'
import { type KeepPolicy, periodOf } from '../../../src/domain/retention/policy.ts'
import { type PruneQuestion, planPrune } from '../../../src/domain/retention/prune.ts'
import type { Decision } from '../../../src/domain/retention/prune-plan.ts'
import { shelfOf } from '../../../src/domain/retention/shelf.ts'
import { type Snapshot, verdictOf } from '../../../src/domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../../src/domain/snapshot/tags.ts'

const realm = { project: 'shop', environment: 'prod', account: '111111111111' }
const ours = {
  Project: 'shop',
  Environment: 'prod',
  [snapshotTags.operation]: '20261101t000000z-00000001',
}
const none: KeepPolicy = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, tags: [] }
const old = '2020-01-01T00:00:00.000Z'
const noFacts = { needed: new Map(), unread: [] }

function snapshot(n: number, startedAt: string, more: Partial<Snapshot> = {}): Snapshot {
  return {
    id: `snap-${String(n).padStart(17, '0')}`,
    source: 'vol-a',
    startedAt,
    state: 'completed',
    progress: 100,
    sizeGib: 8,
    encrypted: true,
    owner: realm.account,
    tags: ours,
    ...more,
  }
}

/** As `snapshot list` asks, with all tags; a prune must decide the same (`leanly`). */
const decided = (question: Omit<PruneQuestion, 'snapshots'>, snapshots: readonly Snapshot[]) => [
  ...planPrune({ ...question, snapshots: shelfOf(snapshots) }),
]
const leanly = (question: Omit<PruneQuestion, 'snapshots'>, snapshots: readonly Snapshot[]) => [
  ...planPrune({ ...question, snapshots: shelfOf(snapshots, question.policy) }),
]

const plan = (snapshots: Snapshot[], policy: Partial<KeepPolicy>, more = {}) =>
  decided({ policy: { ...none, ...policy }, realm, facts: noFacts, cap: 1000, ...more }, snapshots)

const table = (decisions: readonly Decision[]) =>
  decisions.map(({ snapshot: one, action, reasons }) => [
    one.startedAt.slice(0, 10),
    action,
    reasons.join(', '),
  ])

const days = (...dates: string[]) => dates.map((date, n) => snapshot(n, `${date}T03:00:00.000Z`))

describe('planPrune', () => {
  it('keeps by day, week, month and year, and says which rule keeps each', () => {
    const snapshots = days(
      '2026-11-23', // Monday
      '2026-11-22',
      '2026-11-21',
      '2026-11-15',
      '2026-10-30',
      '2026-10-01',
      '2025-12-31',
      '2025-06-01',
    )
    assert.deepEqual(table(plan(snapshots, { daily: 2, weekly: 2, monthly: 3, yearly: 1 })), [
      ['2026-11-23', 'keep', 'daily 2026-11-23, weekly 2026-W48, monthly 2026-11, yearly 2026'],
      ['2026-11-22', 'keep', 'daily 2026-11-22, weekly 2026-W47'],
      ['2026-11-21', 'remove', 'no rule keeps it'],
      ['2026-11-15', 'remove', 'no rule keeps it'],
      ['2026-10-30', 'keep', 'monthly 2026-10'],
      ['2026-10-01', 'remove', 'no rule keeps it'],
      ['2025-12-31', 'keep', 'monthly 2025-12'],
      ['2025-06-01', 'remove', 'no rule keeps it'],
    ])
  })

  it('keeps the oldest while a rule wants more than there is, as restic does', () => {
    const snapshots = days('2026-11-23', '2026-11-09', '2026-11-02')
    assert.deepEqual(table(plan(snapshots, { monthly: 12 })), [
      ['2026-11-23', 'keep', 'monthly 2026-11'],
      ['2026-11-09', 'remove', 'no rule keeps it'],
      ['2026-11-02', 'keep', 'oldest monthly'],
    ])
  })

  it('counts each source by itself', () => {
    const other = snapshot(9, '2020-01-01T00:00:00.000Z', { source: 'vol-b' })
    const decisions = plan([...days('2026-11-23'), other], { last: 1 })
    assert.deepEqual(
      decisions.map((one) => one.action),
      ['keep', 'keep'],
    )
  })

  it('knows ISO weeks at the turn of the year', () => {
    const week = (date: string) => periodOf('weekly', '', `${date}T12:00:00Z`)
    assert.deepEqual(
      ['2026-12-31', '2027-01-03', '2027-01-04', '2024-12-30', '1969-12-29'].map(week),
      ['2026-W53', '2026-W53', '2027-W01', '2025-W01', '1970-W01'],
    )
  })

  const recent = snapshot(1, '2026-11-23T00:00:00.000Z')
  const needed = (who: string) => ({ needed: new Map([[snapshot(2, old).id, [who]]]), unread: [] })
  const protections: readonly [string, Snapshot, object, string][] = [
    [
      'needed by a deployment',
      snapshot(2, old),
      { facts: needed('deployment x') },
      'needed by deployment x',
    ],
    ['of an AMI', snapshot(2, old), { facts: needed('AMI ami-1') }, 'needed by AMI ami-1'],
    [
      'when a fact is unread',
      snapshot(2, old),
      { facts: { needed: new Map(), unread: ['the images'] } },
      'unknown: the images could not be read',
    ],
    [
      'of another environment',
      snapshot(2, old, { tags: { ...ours, Environment: 'dev' } }),
      {},
      'not of this environment',
    ],
    [
      'of another account',
      snapshot(2, old, { owner: '222222222222' }),
      {},
      'not of this environment',
    ],
    [
      'made by hand',
      snapshot(2, old, { tags: { Project: 'shop', Environment: 'prod' } }),
      {},
      'not made by opsctl',
    ],
    [
      'of AWS Backup',
      snapshot(2, old, { tags: { ...ours, 'aws:backup:source-resource': 'x' } }),
      {},
      'kept by its own policy (backup)',
    ],
    ['still pending', snapshot(2, old, { state: 'pending' }), {}, 'is pending'],
    ['with an unreadable time', snapshot(2, 'soon'), {}, 'unknown: its time could not be read'],
    [
      'with a tag that keeps',
      snapshot(2, old, { tags: { ...ours, Keep: 'yes' } }),
      { policy: { ...none, last: 1, tags: ['Keep=yes'] } },
      'tag Keep=yes',
    ],
    [
      'newest verified',
      snapshot(2, old, {
        tags: { ...ours, [snapshotTags.verdict]: 'good', [snapshotTags.verifiedAt]: old },
      }),
      {},
      'newest verified',
    ],
  ]
  for (const [what, one, more, reason] of protections) {
    it(`never removes one that is ${what}`, () => {
      const found = plan([recent, one], { last: 1 }, more).find((d) => d.snapshot.id === one.id)
      assert.deepEqual([found?.action, found?.reasons], ['keep', [reason]])
    })
  }

  it('does not let a copy that failed take the place of a sound one of its day', () => {
    const bad = { ...ours, [snapshotTags.verdict]: 'bad', [snapshotTags.verifiedAt]: old }
    const failed = snapshot(2, '2026-11-23T09:00:00.000Z', { tags: bad })
    assert.deepEqual(table(plan([failed, recent], { daily: 1 })), [
      ['2026-11-23', 'remove', 'failed its verification'],
      ['2026-11-23', 'keep', 'daily 2026-11-23'],
    ])
  })

  it('does not let a copy that is not whole take the place of a sound one of its day', () => {
    for (const state of ['pending', 'error'] as const) {
      const half = snapshot(2, '2026-11-23T09:00:00.000Z', { state })
      assert.deepEqual(table(plan([half, recent], { daily: 1 })), [
        ['2026-11-23', 'keep', `is ${state}`],
        ['2026-11-23', 'keep', 'daily 2026-11-23'],
      ])
    }
  })

  it('never removes one that RDS made by itself', () => {
    const own = { ...snapshot(2, old), id: 'rds:shop-prod-2020-01-01-00-00' }
    const found = plan([recent, own], { last: 1 }).find((d) => d.snapshot.id === own.id)
    assert.deepEqual(
      [found?.action, found?.reasons],
      ['keep', ['automated: RDS removes it itself']],
    )
  })

  it('removes at most so many in one run, the oldest first', () => {
    const decisions = plan(
      days('2026-11-23', '2026-11-22', '2026-11-21', '2026-11-20'),
      { last: 1 },
      { cap: 2 },
    )
    assert.deepEqual(
      decisions.map((one) => one.action),
      ['keep', 'later', 'remove', 'remove'],
    )
  })

  it('names the oldest first, so that a run that is cut short leaves the newer ones', () => {
    const snapshots = shelfOf(days('2026-11-21', '2026-11-23', '2026-11-20', '2026-11-22'))
    const policy = { ...none, last: 1 }
    const found = planPrune({ snapshots, policy, realm, facts: noFacts, cap: 9 }).removable()
    assert.deepEqual(
      found,
      [2, 0, 3].map((n) => snapshot(n, old).id),
    )
  })

  it('of two of the same moment decides the same in whatever order they are listed', () => {
    const same = Array.from({ length: 5 }, (_, n) => snapshot(n, '2026-11-23T00:00:00.000Z'))
    const wanted = same.toReversed().map((one, n) => [one.id, n < 2 ? 'keep' : 'remove'])
    for (const order of [same, same.toReversed(), [2, 4, 0, 3, 1].map((n) => same[n] as Snapshot)])
      assert.deepEqual(
        plan(order, { last: 2 }).map((one) => [one.snapshot.id, one.action]),
        wanted,
      )
  })
})

describe('1,000 random prunes', function () {
  this.timeout(60_000)

  const tag = fc.record(
    {
      Environment: fc.constantFrom('prod', 'prod', 'prod', 'dev'),
      [snapshotTags.verdict]: fc.constantFrom('good', 'bad', 'odd'),
      Keep: fc.constantFrom('yes', 'no'),
      [snapshotTags.operation]: fc.constant('op'),
      'aws:dlm:lifecycle-policy-id': fc.constant('p'),
    },
    { requiredKeys: ['Environment'] },
  )
  const one = fc.record({
    hours: fc.integer({ min: -48, max: 40_000 }),
    source: fc.constantFrom('vol-a', 'vol-b'),
    state: fc.constantFrom(
      'completed' as const,
      'completed' as const,
      'pending' as const,
      'error' as const,
    ),
    owner: fc.constantFrom(realm.account, realm.account, '222222222222'),
    tags: tag,
    broken: fc.integer({ min: 0, max: 19 }),
  })
  const count = fc.integer({ min: 0, max: 5 })
  const question = fc.record({
    list: fc.array(one, { maxLength: 40 }),
    policy: fc.record({
      last: count,
      daily: count,
      weekly: count,
      monthly: count,
      yearly: count,
      tags: fc.constantFrom([] as string[], ['Keep=yes'], ['opsctl:operation=op']),
    }),
    needed: fc.array(fc.nat(39), { maxLength: 5 }),
    unread: fc.constantFrom([] as string[], [] as string[], ['the launch templates']),
    cap: fc.integer({ min: 0, max: 10 }),
    skewHours: fc.constantFrom(0, -48, 48),
  })
  const epoch = Date.UTC(2026, 10, 24)

  it('never remove what must stay, never more than the cap, and do not look at the clock', () => {
    fc.assert(
      fc.property(question, ({ list, policy, needed, unread, cap, skewHours }) => {
        const at = (hours: number, shift: number) =>
          new Date(epoch - (hours - shift) * 3_600_000).toISOString()
        const make = (shift: number) =>
          list.map((raw, n) =>
            snapshot(n, raw.broken === 0 ? 'not a time' : at(raw.hours, shift), {
              source: raw.source,
              state: raw.state,
              owner: raw.owner,
              tags: {
                Project: 'shop',
                [snapshotTags.verifiedAt]: at(raw.hours, 0),
                ...raw.tags,
              } as Snapshot['tags'],
            }),
          )
        const snapshots = make(0)
        const facts = {
          needed: new Map(needed.map((n) => [snapshot(n, '').id, ['AMI ami-1']])),
          unread,
        }
        const ask = (these: Snapshot[]) => decided({ policy, realm, facts, cap }, these)
        const decisions = ask(snapshots)
        assert.equal(decisions.length, snapshots.length)
        const told = (all: readonly Decision[]) =>
          all.map((d) => [d.snapshot.id, d.action, d.reasons])
        assert.deepEqual(told(leanly({ policy, realm, facts, cap }, snapshots)), told(decisions))
        const removed = decisions.filter((d) => d.action === 'remove').map((d) => d.snapshot)
        assert.ok(removed.length <= cap)
        if (unread.length > 0) assert.equal(removed.length, 0)
        for (const gone of removed) {
          assert.ok(!facts.needed.has(gone.id))
          assert.equal(gone.state, 'completed')
          assert.deepEqual(
            [gone.owner, gone.tags['Project'], gone.tags['Environment']],
            [realm.account, 'shop', 'prod'],
          )
          assert.ok(
            snapshotTags.operation in gone.tags && !('aws:dlm:lifecycle-policy-id' in gone.tags),
          )
          assert.ok(!Number.isNaN(Date.parse(gone.startedAt)))
          if (policy.tags.includes('Keep=yes') && verdictOf(gone)?.good !== false)
            assert.notEqual(gone.tags['Keep'], 'yes')
          const rivals = snapshots.filter(
            (s) =>
              s.source === gone.source &&
              s.state === 'completed' &&
              !Number.isNaN(Date.parse(s.startedAt)),
          )
          if (verdictOf(gone)?.good === true) {
            assert.ok(
              rivals.some(
                (s) =>
                  s.id !== gone.id && verdictOf(s)?.good === true && s.startedAt >= gone.startedAt,
              ),
            )
          }
        }
        for (const { reasons } of decisions) assert.ok(reasons.length > 0)
        // A second run over what is left, with the same cap free again, only ever goes on.
        const left = snapshots.filter((s) => !removed.includes(s))
        const kept = decisions.filter((d) => d.action === 'keep').map((d) => d.snapshot.id)
        const later = ask(left)
          .filter((d) => d.action === 'remove')
          .map((d) => d.snapshot.id)
        assert.ok(
          later.every((id) => !kept.includes(id)),
          'a second run removes what the first kept',
        )
        // All times moved by two whole days of a wrong clock: by count nothing changes.
        if (
          skewHours !== 0 &&
          policy.daily + policy.weekly + policy.monthly + policy.yearly === 0
        ) {
          assert.deepEqual(
            ask(make(skewHours)).map((d) => [d.snapshot.id, d.action]),
            decisions.map((d) => [d.snapshot.id, d.action]),
          )
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the estimate', () => {
  it('is the arithmetic of the token bucket, and pacing by it never goes faster', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (calls) => {
        let now = 0
        for (let n = 0; n < calls; n++) now += waitBefore(n, now)
        assert.ok(Math.abs(now / 1000 - leastSeconds(calls)) <= 0.05 * leastSeconds(calls) + 1e-6)
      }),
    )
    assert.equal(leastSeconds(mutatingCalls.burst), 0)
    assert.equal(leastSeconds(1050), 200)
  })
})
