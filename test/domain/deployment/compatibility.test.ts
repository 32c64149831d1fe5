import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  contracting,
  obstacles,
  pendingMigrations,
} from '../../../src/domain/deployment/compatibility.ts'
import { freezeAt } from '../../../src/domain/deployment/freeze.ts'
import { labelled } from '../../../src/domain/deployment/labels.ts'
import { stackOf } from '../../../src/domain/deployment/stack.ts'

const names = fc.uniqueArray(
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('expand', 'contract'))
    .map(([number, kind]) => `000${number}_${kind}_x`),
)

describe('migrations', () => {
  it('are in the way of an older image when one of them took something away', () => {
    assert.deepEqual(obstacles(['0001_expand_a'], ['0001_expand_a', '0002_expand_b']), [])
    assert.deepEqual(obstacles(['0001_expand_a'], ['0001_expand_a', '0002_contract_b']), [
      '0002_contract_b',
    ])
    assert.deepEqual(obstacles(['0002_contract_b'], ['0002_contract_b']), [])
  })

  it('count as a contract when their kind cannot be told', () => {
    assert.deepEqual(contracting(['0001_expand_a', 'hotfix', '2_expand_b', '0003_Expand_c']), [
      'hotfix',
      '2_expand_b',
      '0003_Expand_c',
    ])
  })

  it('never stop an image on the schema that it made itself', () => {
    fc.assert(
      fc.property(names, names, (own, applied) => {
        const after = [
          ...applied.filter((name) => own.includes(name)),
          ...pendingMigrations(own, applied),
        ]
        assert.deepEqual(obstacles(own, after), [])
      }),
    )
  })

  it('are read off the image by a label', () => {
    const labels = {
      'dev.opsctl.migrations': '0001_expand_a,0002_expand_b',
      'org.opencontainers.image.version': '1.2.0',
    }
    assert.deepEqual(labelled(labels), {
      version: '1.2.0',
      migrations: ['0001_expand_a', '0002_expand_b'],
    })
    assert.deepEqual(labelled({}), { version: '', migrations: [] })
  })
})

describe('a freeze', () => {
  const winter = { from: '2026-12-20T00:00:00Z', until: '2027-01-02T08:00:00+01:00', reason: 'x' }
  it('holds from its first moment to the one before its end, in any time zone', () => {
    assert.equal(freezeAt([winter], new Date('2026-12-19T23:59:59Z')), null)
    assert.equal(freezeAt([winter], new Date('2026-12-20T00:00:00Z')), winter)
    assert.equal(freezeAt([winter], new Date('2027-01-02T06:59:59Z')), winter)
    assert.equal(freezeAt([winter], new Date('2027-01-02T07:00:00Z')), null)
  })
})

describe('the stack of an environment', () => {
  const arn = (what: string, account = '111111111111') =>
    `arn:aws:elasticloadbalancing:eu-west-3:${account}:${what}`
  const outputs = {
    listener_arn: arn('listener/app/x/1/2'),
    target_groups: { blue: arn('targetgroup/b/1'), green: arn('targetgroup/g/1') },
    autoscaling_groups: { blue: 'b', green: 'g' },
  }
  const read = (more: object) => stackOf({ ...outputs, ...more }, '111111111111', {})

  it('is read from the outputs', () => {
    const stack = read({})
    assert.ok(typeof stack !== 'string')
    assert.equal(stack.groups.green, 'g')
  })

  it('is refused when it is not built, names one thing twice, or is of another account', () => {
    assert.match(String(stackOf({}, '111111111111', {})), /was it ever built/)
    assert.match(String(read({ autoscaling_groups: { blue: 'a', green: 'a' } })), /share one/)
    const foreign = { blue: arn('targetgroup/b/1', '222222222222'), green: arn('targetgroup/g/1') }
    assert.match(String(read({ target_groups: foreign })), /not of account 111111111111/)
  })
})
