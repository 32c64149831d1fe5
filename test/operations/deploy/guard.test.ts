import assert from 'node:assert/strict'
import { lockBody, lockKey } from '../../../src/engine/index.ts'
import { lockGuard } from '../../../src/operations/deploy/guard.ts'
import { Disk, Power, TestClock } from '../../engine/power.ts'

function setting(operation: string | null) {
  const disk = new Disk()
  const documents = disk.bucket(new Power())
  const clock = new TestClock()
  const now = clock.now().toISOString()
  const who = { actor: 'eve', host: 'desk', hostToken: 't', pid: 1, processStart: 's' }
  const times = { acquiredAt: now, heartbeatAt: now }
  const holder = operation === null ? null : { ...who, operation, kind: 'deploy', ...times }
  const lock = { schema: 1, environment: 'prod', fence: 7, holder, unfinished: null } as const
  const body = lockBody(lock)
  const guard = lockGuard({ environment: 'prod', operation: 'mine' }, { documents, clock })
  return { documents, clock, guard, body }
}

describe('the fence before a write on AWS', () => {
  it('lets the holder through, and asks nobody while the lock is fresh', async () => {
    const { guard, clock, documents, body } = setting('mine')
    await guard()
    await documents.create(lockKey('prod'), body)
    await clock.advance(21_000)
    await guard()
  })

  it('stops a process that slept past its lease and lost the lock', async () => {
    for (const holder of ['theirs', null]) {
      const { guard, clock, documents, body } = setting(holder)
      await documents.create(lockKey('prod'), body)
      await clock.advance(400_000)
      await assert.rejects(guard(), { code: 'LOCK_LOST' })
    }
  })
})
