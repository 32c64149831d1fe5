import assert from 'node:assert/strict'
import fc from 'fast-check'
import { attributeChanges } from '../../../src/domain/plan/attribute-changes.ts'
import { markedValues } from '../../../src/domain/plan/sensitive-values.ts'

const update = (before: unknown, after: unknown, more: object = {}) => ({
  actions: ['update'],
  before,
  after,
  ...more,
})

describe('what changes inside of a resource', () => {
  it('is told by path, with what forces the replacement', () => {
    const { attributes } = attributeChanges(
      update(
        { a: 1, tags: { x: 'o' }, l: [1, 2] },
        { a: 1, tags: { x: 'n' }, l: [1, 3], z: 'new' },
      ),
      ['tags'],
    )
    assert.deepEqual(attributes, [
      { path: 'tags.x', before: '"o"', after: '"n"', forces: true },
      { path: 'l.1', before: '2', after: '3', forces: false },
      { path: 'z', before: null, after: '"new"', forces: false },
    ])
  })

  it('names what is known only after the apply', () => {
    const { attributes } = attributeChanges(
      update({ id: 'a' }, {}, { after_unknown: { id: true } }),
      [],
    )
    assert.deepEqual(attributes, [
      { path: 'id', before: '"a"', after: '(known after apply)', forces: false },
    ])
  })

  it('never shows what a mark covers, at any depth, in a value that comes or goes whole', () => {
    const marked = fc.letrec((tie) => ({
      pair: fc.oneof(
        { depthSize: 'small' },
        fc.constant({ value: 'CANARY-1' as unknown, mark: true as unknown }),
        fc.constant({ value: { in: ['CANARY-2'] } as unknown, mark: true as unknown }),
        fc.constant({ value: { in: ['CANARY-3'] } as unknown, mark: { in: true } as unknown }),
        fc
          .string({ maxLength: 5 })
          .map((text) => ({ value: text as unknown, mark: false as unknown })),
        fc
          .array(tie('pair') as fc.Arbitrary<{ value: unknown; mark: unknown }>, { maxLength: 3 })
          .map((all) => ({
            value: all.map((one) => one.value) as unknown,
            mark: all.map((one) => one.mark) as unknown,
          })),
        fc
          .dictionary(
            fc.string({ minLength: 1, maxLength: 4 }),
            tie('pair') as fc.Arbitrary<{ value: unknown; mark: unknown }>,
            { maxKeys: 3 },
          )
          .map((all) => ({
            value: Object.fromEntries(
              Object.entries(all).map(([k, one]) => [k, one.value]),
            ) as unknown,
            mark: Object.fromEntries(
              Object.entries(all).map(([k, one]) => [k, one.mark]),
            ) as unknown,
          })),
      ),
    })).pair as fc.Arbitrary<{ value: unknown; mark: unknown }>
    fc.assert(
      fc.property(marked, marked, (before, after) => {
        const change = update(
          { v: before.value },
          { v: after.value },
          {
            before_sensitive: { v: before.mark },
            after_sensitive: { v: after.mark },
          },
        )
        assert.doesNotMatch(JSON.stringify(attributeChanges(change, [])), /CANARY/)
      }),
      { numRuns: 1000 },
    )
  })

  it('calls new defaults of a provider noise, and nothing else', () => {
    const noise = (before: unknown, after: unknown, more = {}) =>
      attributeChanges(update(before, after, more), []).noise
    assert.equal(noise({ a: null }, { a: false, b: [], c: '' }), true)
    assert.equal(noise({}, {}, { after_unknown: { c: true } }), true)
    assert.equal(noise({ a: null }, { a: false, b: 'x' }), false)
    assert.equal(noise({ a: 'x' }, { a: '' }), false)
    assert.equal(noise({ a: null }, { a: '' }, { after_sensitive: { a: true } }), false)
    assert.equal(noise({ a: 1 }, { a: 1 }), false)
  })

  it('lists sixty attributes and counts the rest', () => {
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n + 1]))
    const { attributes, omitted } = attributeChanges(update({}, wide), [])
    assert.deepEqual([attributes.length, omitted], [60, 40])
  })
})

describe('values that Terraform marks', () => {
  it('are found below any mark, with the members of a secret document', () => {
    const document = '{"user":"ann","password":"member-secret"}'
    assert.deepEqual(
      [
        ...markedValues(
          { a: [{ s: 'x1', t: 'open' }], n: 42, d: document },
          { a: [{ s: true }], n: true, d: true },
        ),
      ].sort(),
      ['42', 'member-secret', 'x1', document].sort(),
    )
  })
})
