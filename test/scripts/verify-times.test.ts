import assert from 'node:assert/strict'
import { ownParts, verifyTimes } from '../../scripts/bench/verify-times.ts'

const step = (id: string, from: number, to: number) => ({
  id,
  began: new Date(from * 1000).toISOString(),
  ended: new Date(to * 1000).toISOString(),
})
const around = [step('host', 1, 11), step('clean', 60, 65), step('record', 65, 66)]

describe('the times of a verification', () => {
  it('of a volume: its making, attaching and the first answer are the restore', () => {
    const steps = [...around, step('volume', 11, 14), step('attach', 14, 15), step('judge', 15, 60)]
    const facts = { volumeSeconds: 3, attachSeconds: 1, recoverySeconds: 9 }
    const { restore, own } = verifyTimes({ steps, facts }, 70)
    assert.equal(restore, 9)
    assert.deepEqual(own, {
      'scratch host': 10,
      checks: 40,
      'tear-down': 5,
      'opsctl itself': 6,
    })
    assert.equal(
      ownParts.reduce((so, part) => so + own[part], restore),
      70,
    )
  })

  it('of RDS: the instance and its first answer are the restore', () => {
    const steps = [...around, step('database', 11, 31), step('judge', 31, 60)]
    const facts = { databaseSeconds: 20, recoverySeconds: 21 }
    const { restore, own } = verifyTimes({ steps, facts }, 70)
    assert.deepEqual([restore, own.checks], [21, 28])
  })

  it('has no figure for a copy on which the database never answered', () => {
    const facts = { volumeSeconds: 3, attachSeconds: 1, recoverySeconds: null }
    assert.throws(() => verifyTimes({ steps: around, facts }, 70), /no recoverySeconds/)
  })
})
