import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  BrokenBundle,
  decodeBundle,
  differences,
  encodeBundle,
  type PlanBinding,
} from '../../../src/domain/plan/bundle.ts'

const binding: PlanBinding = {
  schema: 1,
  id: 'a1',
  createdAt: '2026-11-24T00:00:00.000Z',
  opsctl: '0.1.0',
  project: 'shop',
  environment: 'dev',
  commit: 'c'.repeat(40),
  code: 'd'.repeat(64),
  backend: 's3 b/k r',
  lineage: null,
  serial: null,
  variables: 'e'.repeat(64),
  words: 'f'.repeat(64),
  tool: 'terraform 1.11.4',
  providers: { 'registry.terraform.io/hashicorp/aws': '6.48.0' },
}

describe('a saved plan', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (plan) => {
        const read = decodeBundle(encodeBundle({ binding, plan }))
        assert.deepEqual(read.binding, binding)
        assert.deepEqual([...read.plan], [...plan])
      }),
    )
  })

  it('is refused with any byte changed, added or missing', () => {
    const good = encodeBundle({ binding, plan: new Uint8Array([1, 2, 3]) })
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ 1
      assert.throws(() => decodeBundle(bad), BrokenBundle)
      assert.throws(() => decodeBundle(good.subarray(0, at)), BrokenBundle)
    }
    assert.throws(() => decodeBundle(Buffer.concat([good, Buffer.from('x')])), BrokenBundle)
  })

  it('names each thing that is not as it was', () => {
    const now: Partial<PlanBinding> = {
      commit: null,
      serial: 4,
      tool: 'terraform 1.12.0',
      providers: { 'registry.terraform.io/hashicorp/aws': '6.49.0', other: '1.0.0' },
    }
    assert.deepEqual(differences(binding, now), [
      { what: 'commit', was: 'cccccccccccc', now: 'none' },
      { what: "state's serial", was: 'none', now: '4' },
      { what: 'tool', was: 'terraform 1.11.4', now: 'terraform 1.12.0' },
      { what: 'provider other', was: 'none', now: '1.0.0' },
      { what: 'provider registry.terraform.io/hashicorp/aws', was: '6.48.0', now: '6.49.0' },
    ])
    assert.deepEqual(differences(binding, { providers: {} }), [
      { what: 'provider registry.terraform.io/hashicorp/aws', was: '6.48.0', now: 'none' },
    ])
    assert.deepEqual(differences(binding, binding), [])
  })
})
