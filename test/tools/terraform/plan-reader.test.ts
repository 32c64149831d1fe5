import assert from 'node:assert/strict'
import fc from 'fast-check'
import { summarise } from '../../../src/domain/plan/summary.ts'
import { BrokenJson, JsonSlicer } from '../../../src/tools/terraform/json-slicer.ts'
import { PlanReader } from '../../../src/tools/terraform/plan-reader.ts'

/** Feeds the text in pieces of the given sizes, in turn. */
function inPieces(text: string, sizes: readonly number[], add: (chunk: Uint8Array) => void): void {
  const bytes = Buffer.from(text)
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    // A copy that is overwritten afterwards: a reader must not keep a chunk's memory.
    const piece = Buffer.from(bytes.subarray(at, at + size))
    add(piece)
    piece.fill(0x78)
    at += size
  }
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('"', '\\', '{', '[', ']}', '"change":{"actions":["no-op"],', '__proto__', 'true'),
)
const leaf = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null))
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(text, tie('node'), { maxKeys: 3 }),
  ),
})).node
const actions = fc.constantFrom(['no-op'], ['create'], ['update'], ['delete'], ['delete', 'create'])
const marks = fc.oneof(fc.constant(false), fc.constant({}), fc.constant({ p: true }))
const change = fc.record(
  {
    address: text,
    previous_address: text,
    mode: fc.constantFrom('managed', 'data'),
    type: fc.constantFrom('aws_lb', 'aws_ebs_volume'),
    change: fc.record(
      {
        actions,
        before: fc.oneof(fc.constant(null), fc.record({ p: text, q: value })),
        after: fc.oneof(fc.constant(null), fc.record({ p: text, q: value })),
        after_unknown: fc.constantFrom({}, { q: true }),
        before_sensitive: marks,
        after_sensitive: marks,
        replace_paths: fc.constant([['q']]),
        importing: fc.constant({ id: 'i-1' }),
      },
      { requiredKeys: ['actions', 'before', 'after', 'before_sensitive', 'after_sensitive'] },
    ),
  },
  { requiredKeys: ['address', 'mode', 'type', 'change'] },
)

describe('reading a plan as it comes', () => {
  it('gives what JSON.parse and the summary give, however the bytes are cut', () => {
    const plans = fc.record({
      format_version: fc.constant('1.2'),
      variables: fc.constant({ pw: { value: 'hunter22' } }),
      planned_values: value,
      resource_drift: fc.array(change, { maxLength: 2 }),
      resource_changes: fc.array(change, { maxLength: 5 }),
      output_changes: fc.dictionary(
        fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== '__proto__'),
        fc.record({ actions, before: leaf, after: leaf, after_sensitive: fc.boolean() }),
      ),
      prior_state: value,
    })
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(plans, sizes, fc.boolean(), (plan, cuts, indented) => {
        const json = JSON.stringify(plan, null, indented ? 2 : undefined)
        const reader = new PlanReader(() => undefined)
        inPieces(json, cuts, (chunk) => reader.add(chunk))
        assert.deepEqual(reader.end(), summarise(JSON.parse(json)))
      }),
      { numRuns: 300 },
    )
  })

  it('is told every value that Terraform marks as sensitive, of unchanged resources too', () => {
    const secrets: string[] = []
    const reader = new PlanReader((secret) => secrets.push(secret))
    const one = (address: string, action: string, secret: string) => ({
      address,
      mode: 'managed',
      type: 'aws_db_instance',
      change: {
        actions: [action],
        before: { user: 'admin', deep: [{ password: secret }] },
        after: { user: 'admin', deep: [{ password: secret }] },
        after_unknown: {},
        before_sensitive: { deep: [{ password: true }] },
        after_sensitive: { deep: [{ password: true }] },
      },
    })
    const plan = {
      variables: { token: { value: { a: ['var-secret'] } }, open: { value: 'open' } },
      resource_drift: [one('a.d', 'update', 'drift-secret')],
      resource_changes: [one('a.n', 'no-op', 'quiet-secret'), one('a.u', 'update', 'loud-secret')],
      output_changes: {
        o: { actions: ['create'], before: null, after: 'out-secret', after_sensitive: true },
      },
      configuration: { root_module: { variables: { token: { sensitive: true }, open: {} } } },
    }
    reader.add(Buffer.from(JSON.stringify(plan)))
    const summary = reader.end()
    assert.deepEqual([...new Set(secrets)].sort(), [
      'drift-secret',
      'loud-secret',
      'out-secret',
      'quiet-secret',
      'var-secret',
    ])
    assert.doesNotMatch(JSON.stringify(summary), /secret/)
  })

  it('does not take an attribute for the change itself', () => {
    const reader = new PlanReader(() => undefined)
    const before = { input: { change: { actions: ['no-op'], before: 1 } } }
    reader.add(
      Buffer.from(
        `{"resource_changes":[{"address":"a","mode":"managed","type":"t","values":${JSON.stringify(before.input)},"change":{"actions":["delete"],"before":${JSON.stringify(before)},"after":null}}]}`,
      ),
    )
    assert.equal(reader.end().destroy, 1)
  })

  it('refuses a plan that is cut short anywhere', () => {
    const json = JSON.stringify({ a: [1, 'x"\\'], resource_changes: [], b: { c: null } })
    for (let length = 0; length < json.length; length++) {
      const slicer = new JsonSlicer([])
      assert.throws(() => {
        slicer.add(Buffer.from(json.slice(0, length)))
        slicer.end()
      }, BrokenJson)
    }
  })

  it('goes through 100,000 levels without recursion, in skipped and in wanted values', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const input = `{"address":"a","mode":"managed","type":"t","change":{"actions":["update"],"before":{"v":${deep}},"after":{"v":1}}}`
    const reader = new PlanReader(() => undefined)
    reader.add(Buffer.from(`{"planned_values":${deep},"resource_changes":[${input}]}`))
    assert.equal(reader.end().change, 1)
  })

  it('ends in an answer or a known error on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, object) => {
        const reader = new PlanReader(() => undefined)
        try {
          reader.add(object ? Buffer.concat([Buffer.from('{"resource_changes":['), bytes]) : bytes)
          reader.end()
        } catch (error) {
          assert.ok(
            error instanceof BrokenJson ||
              error instanceof SyntaxError ||
              error instanceof TypeError,
          )
        }
      }),
    )
  })
})
