import assert from 'node:assert/strict'
import { parseConfig } from '../../src/config/parse.ts'
import { OpsctlError } from '../../src/errors/index.ts'

const base =
  'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'
const read = (snapshots: string) =>
  parseConfig(`${base}snapshots: ${snapshots}\n`, 'opsctl.yaml').snapshots

describe('the snapshots section of opsctl.yaml', () => {
  it('keeps 7 days, 4 weeks and 12 months where nothing is said', () => {
    const { keep, maxAge, maxRemovals } = read('{}')
    assert.deepEqual(keep, { last: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0, tags: [] })
    assert.deepEqual([maxAge, maxRemovals], ['24h', 100])
  })

  const nothing = 'daily: 0, weekly: 0, monthly: 0'
  for (const [field, text] of [
    ['snapshots.keep', `{ keep: { ${nothing} } }`],
    ['snapshots.keep', `{ keep: { ${nothing}, tags: [Keep] } }`],
    ['snapshots.keep.daily', '{ keep: { daily: -1 } }'],
    ['snapshots.keep.daily', '{ keep: { daily: "30" } }'],
    ['snapshots.keep.daily', '{ keep: { daily: 1.5 } }'],
    ['snapshots.keep.daily', '{ keep: { daily: 10001 } }'],
    ['snapshots.keep.daily', '{ keep: { daily: null } }'],
    ['snapshots.keep.dayly', '{ keep: { dayly: 3 } }'],
    ['snapshots.keep.tags.0', '{ keep: { tags: ["*"] } }'],
    ['snapshots.keep.tags.0', '{ keep: { tags: [""] } }'],
    ['snapshots.maxRemovals', '{ maxRemovals: 0 }'],
    ['snapshots.maxAge', '{ maxAge: 24 }'],
    ['snapshots.maxAge', '{ maxAge: -24h }'],
    ['snapshots.maxAge', '{ maxAge: 1d }'],
    [
      'snapshots.verify.rows.items; DROP TABLE items',
      '{ verify: { rows: { "items; DROP TABLE items": 1 } } }',
    ],
    ['snapshots.verify.rows.items', '{ verify: { rows: { items: -1 } } }'],
    ['snapshots.verify.queries.0', '{ verify: { queries: [{ name: a, sql: SELECT 1 }] } }'],
  ] as const) {
    it(`refuses ${text}`, () => {
      assert.throws(
        () => read(text),
        (error) => {
          assert.ok(error instanceof OpsctlError)
          assert.equal(error.exitCode, 2)
          assert.equal((error.details['fields'] as string[])[0], field)
          return true
        },
      )
    })
  }
})
