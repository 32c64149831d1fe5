import assert from 'node:assert/strict'
import fc from 'fast-check'
import { judgePlan } from '../../../src/domain/plan/guard.ts'
import {
  dataLosses,
  isEmpty,
  isWithin,
  type PlanJson,
  SummaryBuilder,
  summarise,
  withoutValues,
} from '../../../src/domain/plan/summary.ts'

const change = (address: string, actions: string[], more: object = {}) => ({
  address,
  mode: 'managed',
  type: address.split('.')[0] ?? '',
  change: { actions, before: null, after: null, ...more },
})

const actions: fc.Arbitrary<string[]> = fc.constantFrom<string[][]>(
  ['create'],
  ['update'],
  ['delete'],
  ['delete', 'create'],
  ['create', 'delete'],
  ['no-op'],
)
const plans: fc.Arbitrary<PlanJson> = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('aws_lb', 'aws_ebs_volume', 'aws_vpc'), fc.nat(20), actions),
    { selector: ([type, n]) => `${type}.${n}` },
  )
  .map((all) => ({ resource_changes: all.map(([type, n, does]) => change(`${type}.r${n}`, does)) }))

describe('plan summary', () => {
  it('counts a replacement once, neither as add nor as destroy', () => {
    const summary = summarise({
      resource_changes: [
        change('aws_lb.a', ['create']),
        change('aws_lb.b', ['delete', 'create'], { replace_paths: [['subnets', 0]] }),
        change('aws_lb.c', ['create', 'delete']),
        change('aws_lb.d', ['delete']),
        change('aws_lb.e', ['no-op']),
      ],
    })
    const { add, change: changed, replace, destroy } = summary
    assert.deepEqual(
      { add, changed, replace, destroy },
      { add: 1, changed: 0, replace: 2, destroy: 1 },
    )
    assert.deepEqual(summary.changes.find((one) => one.address === 'aws_lb.b')?.becauseOf, [
      'subnets.0',
    ])
  })

  it('calls it a replacement when another takes the place of what is let go of (OpenTofu)', () => {
    const summary = summarise({
      resource_changes: [change('aws_ebs_volume.data', ['forget', 'create'])],
    })
    assert.deepEqual([summary.replace, summary.forget], [1, 0])
    assert.deepEqual(
      dataLosses(summary).map(({ address }) => address),
      ['aws_ebs_volume.data'],
    )
  })

  it('knows what holds data by type and by tag', () => {
    const summary = summarise({
      resource_changes: [
        change('aws_ebs_volume.data', ['delete']),
        change('aws_instance.db', ['delete', 'create'], {
          before: { tags: { HoldsData: 'true' } },
        }),
        change('aws_instance.app', ['delete']),
        change('aws_db_instance.x', ['create']),
      ],
    })
    assert.deepEqual(
      dataLosses(summary).map((one) => one.address),
      ['aws_ebs_volume.data', 'aws_instance.db'],
    )
  })

  it('counts what is there now: the share that a plan may take is a share of that', () => {
    const before = { before: { id: 'x' } }
    const { existing } = summarise({
      resource_changes: [
        change('aws_lb.made', ['create']),
        change('aws_lb.same', ['no-op'], before),
        change('aws_lb.gone', ['delete'], before),
        change('aws_lb.anew', ['delete', 'create'], before),
        { ...change('aws_ami.read', ['read'], before), mode: 'data' },
      ],
    })
    assert.equal(existing, 3)
  })

  it('takes a move and an import for something to do, and a tag by default for a tag', () => {
    const summary = summarise({
      resource_changes: [
        { ...change('aws_lb.new', ['no-op']), previous_address: 'aws_lb.old' },
        change('aws_lb.taken', ['no-op'], { importing: { id: 'x' } }),
        change('aws_instance.db', ['forget'], {
          before: { tags: {}, tags_all: { HoldsData: 'true' } },
        }),
      ],
    })
    const { moved, imported, forget, changes } = summary
    assert.deepEqual({ moved, imported, forget }, { moved: 1, imported: 1, forget: 1 })
    assert.deepEqual([isEmpty(summary), changes.length], [false, 3])
    assert.equal(changes.find((one) => one.address === 'aws_instance.db')?.holdsData, true)
  })

  it('tells what is secret before and after, in resources, drift and outputs', () => {
    const told: string[] = []
    const builder = new SummaryBuilder((value) => told.push(value))
    const secret = (name: string) => ({
      actions: ['update'],
      ...{ before: { key: `old ${name}` }, before_sensitive: { key: true } },
      ...{ after: { key: `new ${name}` }, after_sensitive: { key: true } },
    })
    builder.addChange({ ...change('aws_lb.a', []), change: secret('one') })
    builder.addDrift({ ...change('aws_lb.a', []), change: secret('two') })
    builder.addOutput('o', secret('three'))
    const names = ['one', 'two', 'three']
    assert.deepEqual(
      told,
      names.flatMap((name) => [`old ${name}`, `new ${name}`]),
    )
  })

  it('leaves the values out for the journal, and nothing by which a plan is judged', () => {
    const values = { before: { name: 'secret one' }, after: { name: 'secret two' } }
    const plan = summarise({
      resource_changes: [change('aws_ebs_volume.a', ['delete', 'create'], values)],
      resource_drift: [change('aws_lb.b', ['update'], values)],
      output_changes: { url: { actions: ['update'], before: 'secret', after: 'secret too' } },
    })
    const bare = withoutValues(plan)
    assert.match(JSON.stringify(plan), /secret/)
    assert.doesNotMatch(JSON.stringify(bare), /secret/)
    const rules = { share: 30, most: 0 }
    assert.deepEqual(judgePlan(bare, rules), judgePlan(plan, rules))
    assert.ok(isWithin(plan, bare) && judgePlan(bare, rules).overMost)
  })

  it('keeps data sources and unchanged resources out, changed outputs in', () => {
    const summary = summarise({
      resource_changes: [{ ...change('aws_ami.x', ['read']), mode: 'data' }],
      output_changes: { url: { actions: ['update'] }, same: { actions: ['no-op'] } },
    })
    assert.deepEqual(summary.changes, [])
    assert.deepEqual(
      summary.outputs.map((one) => one.name),
      ['url'],
    )
    assert.equal(isEmpty(summary), false)
  })

  it('puts the greatest loss first', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const order = summarise(plan).changes
        const firstHarmless = order.findIndex(
          (one) => one.action !== 'delete' && one.action !== 'replace',
        )
        const after = firstHarmless === -1 ? [] : order.slice(firstHarmless)
        assert.ok(after.every((one) => one.action !== 'delete' && one.action !== 'replace'))
      }),
    )
  })

  it('takes what was cut off while it was created for a rest, and no other replacement', () => {
    const one = (actions: string[], reason?: string) =>
      summarise({
        resource_changes: [
          { ...change('aws_lb.a', actions), ...(reason ? { action_reason: reason } : {}) },
        ],
      })
    const tainted = one(['delete', 'create'], 'replace_because_tainted')
    assert.ok(isWithin(tainted, one(['create'])))
    assert.ok(!isWithin(tainted, one(['update'])))
    assert.ok(!isWithin(one(['delete', 'create'], 'replace_by_request'), one(['create'])))
  })

  it('lets a rest go on without asking, and nothing that was not approved', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (plan, cut) => {
        const approved = summarise(plan)
        const all = plan.resource_changes ?? []
        const rest = summarise({ resource_changes: all.slice(cut % (all.length + 1)) })
        assert.ok(isWithin(rest, approved))
        const more = summarise({
          resource_changes: [...all, change('aws_ebs_volume.new', ['delete'])],
        })
        assert.ok(!isWithin(more, approved))
      }),
    )
  })
})
