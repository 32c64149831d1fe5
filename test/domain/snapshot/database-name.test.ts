import assert from 'node:assert/strict'
import {
  instanceNameFor,
  isAutomated,
  isDatabaseName,
  isDatabaseSnapshotName,
  snapshotNameFor,
} from '../../../src/domain/snapshot/database-name.ts'

const operation = '20261123t120000z-00000001'

describe('the name of an RDS instance', () => {
  for (const good of ['a', 'shop-prod', 'shop2', 'x'.repeat(63)]) {
    it(`can be ${good}`, () => assert.equal(isDatabaseName(good), true))
  }
  for (const wrong of [
    '',
    'x'.repeat(64),
    'Shop',
    '2shop',
    '-shop',
    'shop-',
    'shop--prod',
    'shop_prod',
    'shop\n',
    'rds:shop',
    '--force',
    '*',
  ]) {
    it(`is never ${JSON.stringify(wrong)}`, () => assert.equal(isDatabaseName(wrong), false))
  }
})

describe('the name of a snapshot of RDS', () => {
  for (const good of [
    'shop-prod-old',
    `a${'b'.repeat(254)}`,
    'rds:shop-prod-2026-11-24-03-00',
    'awsbackup:job-1A',
  ]) {
    it(`can be ${good}`, () => assert.equal(isDatabaseSnapshotName(good), true))
  }
  for (const wrong of [
    '',
    `a${'b'.repeat(255)}`,
    'rds:',
    'awsbackup:',
    'other:shop',
    'Shop',
    '*',
  ]) {
    it(`is never ${JSON.stringify(wrong)}`, () =>
      assert.equal(isDatabaseSnapshotName(wrong), false))
  }

  it('tells whether RDS made it by itself', () => {
    assert.equal(isAutomated('rds:shop-prod-2026-11-24-03-00'), true)
    assert.equal(isAutomated('shop-rds:prod'), false)
  })

  it('is the same for an operation that is taken up again', () => {
    assert.equal(snapshotNameFor('shop-prod', operation), `shop-prod-${operation}`)
  })
})

describe('the name that an operation gives to an instance', () => {
  it('is one that RDS takes, of long names too, and tells operations apart', () => {
    for (const length of [1, 20, 30, 31, 32, 63]) {
      // With a dash at each place where it may be cut.
      for (const name of [
        'x'.repeat(length),
        `x${'-y'.repeat(31)}`.slice(0, length).replace(/-$/, 'z'),
      ]) {
        const made = instanceNameFor(name, 'restored', operation)
        assert.equal(isDatabaseName(made), true, made)
        assert.ok(made.endsWith(`-restored-${operation}`), made)
      }
    }
    assert.equal(instanceNameFor('shop-prod', 'aside', operation), `shop-prod-aside-${operation}`)
  })
})
