import assert from 'node:assert/strict'
import { parseSelector, snapshotIdRefusal } from '../../../src/domain/snapshot/name.ts'

describe('the name of a snapshot', () => {
  for (const good of [
    'snap-0123456789abcdef0',
    'snap-01234567',
    'shop-prod-old',
    'rds:shop-prod-2026-11-24-03-00',
  ]) {
    it(`takes ${good}`, () => assert.equal(snapshotIdRefusal(good), null))
  }
  const wrong: readonly [string, RegExp][] = [
    ['vol-0123456789abcdef0', /is a volume, not a snapshot/],
    ['ami-0123456789abcdef0', /is a machine image/],
    ['arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0', /another account or region/],
    ['snap-0123456789ABCDEF0', /not a snapshot's ID/],
    ['snap-0123', /not a snapshot's ID/],
    ['snap-0123456789abcdef0\n', /not a snapshot's ID/],
    ['--force', /not a snapshot's ID/],
    ['*', /not a snapshot's ID/],
    ['', /not a snapshot's ID/],
  ]
  for (const [text, rule] of wrong) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.match(snapshotIdRefusal(text)?.rule ?? '', rule))
  }
})

describe('a selector of volumes', () => {
  it('is a volume, an RDS instance or one tag', () => {
    assert.deepEqual(parseSelector('shop-prod'), { kind: 'database', name: 'shop-prod' })
    assert.deepEqual(parseSelector('vol-01234567'), { kind: 'volume', id: 'vol-01234567' })
    assert.deepEqual(parseSelector('DataOf=a=b'), { kind: 'tag', key: 'DataOf', value: 'a=b' })
  })
  for (const wrong of [
    '',
    '  ',
    '*',
    'DataOf=*',
    'DataOf=',
    '=x',
    'DataOf',
    'snap-01234567',
    'snap-shop',
    'snap-0123',
    'vol-xyz',
    ' =x',
    'x= ',
    'i-01234567',
    'a=b?',
  ]) {
    it(`is never ${JSON.stringify(wrong)}`, () => assert.ok('rule' in parseSelector(wrong)))
  }

  const told: readonly [string, RegExp][] = [
    [' ', /^is empty$/],
    ['vol-xyz', /is not a volume's ID/],
    ['snap-01234567', /is a snapshot, not a volume/],
    ['i-01234567', /is an instance, not a volume/],
    ['DataOf=*', /has a wild card/],
    ['X'.repeat(61), /^"X{60}…" selects nothing$/],
    ['X'.repeat(60), /^"X{60}" selects nothing$/],
  ]
  for (const [text, rule] of told) {
    it(`says why it is not ${JSON.stringify(text.slice(0, 20))}`, () => {
      const refusal = parseSelector(text)
      assert.match('rule' in refusal ? refusal.rule : '', rule)
    })
  }
})
