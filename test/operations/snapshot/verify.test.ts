import assert from 'node:assert/strict'
import { abortOperation, runOperation } from '../../../src/engine/index.ts'
import type { SnapshotContext, SnapshotInput } from '../../../src/operations/snapshot/context.ts'
import { refuseBad } from '../../../src/operations/snapshot/verdict.ts'
import { snapshotVerify } from '../../../src/operations/snapshot/verify.ts'
import { data, own, Setting, settled, sound } from './setting.ts'

type Kind = 'volume' | 'database'

/** An environment with one copy of a volume, twice its size, and one of an RDS instance. */
function world() {
  const s = new Setting()
  const live = s.rds.add('shop-prod', data)
  const tags = { ...data, 'opsctl:operation': 'op' }
  s.rds.addSnapshot('shop-prod-old', live, tags)
  const id = s.ebs.next('snap')
  const facts = { 'opsctl:lsn': '0/1', 'opsctl:system': '7', 'opsctl:schema': settled.schema }
  s.ebs.snapshots.set(id, {
    ...{ id, source: s.volume, state: 'completed', progress: 100, sizeGib: 16, encrypted: true },
    ...{ owner: '111111111111', startedAt: new Date(s.time - 3_600_000).toISOString() },
    tags: { ...tags, ...facts, 'opsctl:tables': '3' },
  })
  const made = (kind: Kind, input: SnapshotInput = {}, more: Partial<SnapshotContext> = {}) => {
    const which = kind === 'volume' ? id : 'shop-prod-old'
    const built = s.operation('snapshot verify', snapshotVerify(kind), { id: which, ...input })
    return { ...built, context: { ...(built.context as SnapshotContext), ...more } }
  }
  const verify = (...words: Parameters<typeof made>) => runOperation(made(...words), s.bench.deps())
  const verdict = (kind: Kind) =>
    (kind === 'volume' ? s.ebs.snapshots.get(id) : s.rds.snapshots.get('shop-prod-old'))?.tags[
      'opsctl:verdict'
    ]
  /** What there is now that was not there before. */
  const left = () => [
    ...[...s.ebs.volumes.keys()].filter((one) => one !== s.volume),
    ...[...s.rds.databases.keys()].filter((one) => one !== 'shop-prod'),
    ...[...s.ebs.hosts.values()].flatMap((one) => (one.tags['Role'] === 'verify' ? [one.id] : [])),
  ]
  return { s, id, live, made, verify, verdict, left }
}

const playbooks = { volume: 'snapshot_verify.yml', database: 'snapshot_verify_database.yml' }
const no = [{ name: 'pages as copied', good: false, found: 'block 7' }]

for (const kind of ['volume', 'database'] as const) {
  describe(`snapshot verify of a ${kind}`, () => {
    const bad: readonly [string, object | undefined][] = [
      ['a check that says no', { good: false, checks: no, startSeconds: 2 }],
      ['no word on whether it is good', { checks: [], startSeconds: 2 }],
      ['another word than true', { good: 'yes', checks: [], startSeconds: 2 }],
      ['no report', undefined],
    ]
    for (const [what, report] of bad) {
      it(`calls the copy bad for ${what}, and leaves nothing behind`, async () => {
        const w = world()
        w.s.told[playbooks[kind]] = report === undefined ? {} : { copy_report: report }
        const { facts } = await w.verify(kind)
        assert.equal(w.verdict(kind), 'bad')
        assert.throws(() => refuseBad(facts), { code: 'SNAPSHOT_BAD', exitCode: 5 })
        assert.deepEqual(w.left(), [])
        assert.deepEqual(facts['checks'], report === bad[0]?.[1] ? no : [])
      })
    }

    it('tells no recovery time of a database that never answered', async () => {
      const w = world()
      w.s.told[playbooks[kind]] = { copy_report: { ...sound, good: false, startSeconds: null } }
      assert.equal((await w.verify(kind)).facts['recoverySeconds'], null)
      const { startSeconds: _none, ...silent } = sound
      const again = world()
      again.s.told[playbooks[kind]] = { copy_report: silent }
      assert.equal((await again.verify(kind)).facts['recoverySeconds'], null)
    })

    it('holds the service against it only with an image, and not where that is switched off', async () => {
      const asked = async (input: SnapshotInput, service: boolean) => {
        const w = world()
        const { settings } = w.s.context({})
        const verify = { ...settings.verify, service }
        await w.verify(kind, input, { settings: { ...settings, verify } })
        return w.s.handed.at(-1)?.['copy_service']
      }
      const image = 'shop@sha256:1'
      assert.deepEqual(
        [await asked({ image }, true), await asked({}, true), await asked({ image }, false)],
        [true, false, false],
      )
    })

    it('goes by a running host of the environment, the one of the service first', async () => {
      const w = world()
      const roles = (role: string) =>
        [...w.s.ebs.hosts.values()].filter((one) => one.tags['Role'] === role)
      const [app] = roles('app')
      assert.ok(app)
      const other = { ...own, Environment: 'dev', Role: 'app' }
      w.s.ebs.hosts.clear()
      w.s.ebs.hosts.set('i-dev', { ...app, id: 'i-dev', tags: other })
      await assert.rejects(w.verify(kind), { code: 'NO_SNAPSHOT', message: /running host/ })
      const db = { ...app, tags: { ...own, Role: 'db' } }
      const hosts = { 'i-stopped': { ...app, state: 'stopped' }, 'i-db': db }
      for (const [id, one] of Object.entries(hosts)) w.s.ebs.hosts.set(id, { ...one, id })
      const models: string[] = []
      const { hostWriter } = w.s.context({})
      const start: typeof hostWriter.start = (like, ...rest) => {
        models.push(like)
        return hostWriter.start(like, ...rest)
      }
      const more = { hostWriter: { ...hostWriter, start } }
      for (const add of [false, true]) {
        w.s.bench.disk.documents.clear()
        w.s.bench.disk.content.clear()
        if (add) w.s.ebs.hosts.set('i-app', { ...app, id: 'i-app' })
        await w.verify(kind, {}, more)
      }
      assert.deepEqual(models, ['i-db', 'i-app'])
    })

    it('gives a host up that never runs, and an abort takes it away', async () => {
      const w = world()
      const { hosts } = w.s.context({})
      const tagged: typeof hosts.tagged = async (tags) =>
        (await hosts.tagged(tags)).map((one) => {
          const scratch = w.s.ebs.hosts.get(one.id)?.tags['Role'] === 'verify'
          return scratch ? { ...one, state: 'pending' } : one
        })
      await assert.rejects(w.verify(kind, {}, { hosts: { tagged } }), {
        code: 'SNAPSHOT_NOT_READY',
        message: /not running after 10 minutes/,
      })
      assert.equal(w.left().length, 1)
      await abortOperation(w.made(kind), w.s.bench.deps())
      assert.deepEqual(w.left(), [])
    })

    it('waits for the playbook of a process that died before it starts one', async () => {
      const w = world()
      const name = playbooks[kind].replace('.yml', '-1')
      w.s.leftBehind = (run) => {
        const running = w.s.awaited.length === 0
        const left = { pid: 7, startedAt: '', running, exitCode: running ? null : 0 }
        return run.name === name ? left : null
      }
      await w.verify(kind)
      assert.deepEqual(w.s.awaited, [name])
    })
  })
}

describe('snapshot verify of a volume', () => {
  it('tells the playbook what the database was when it was copied', async () => {
    const w = world()
    await w.verify('volume')
    const { tables, ...rest } = settled
    assert.deepEqual(w.s.handed.at(-1)?.['copy_expect'], { ...rest, tables })
    delete w.s.ebs.snapshots.get(w.id)?.tags['opsctl:lsn']
    const again = world()
    delete again.s.ebs.snapshots.get(again.id)?.tags['opsctl:lsn']
    await again.verify('volume')
    assert.equal(again.s.handed.at(-1)?.['copy_expect'], null)
  })

  const like = async (change: (w: ReturnType<typeof world>) => void) => {
    const w = world()
    change(w)
    const asked: object[] = []
    const { volumeWriter } = w.s.context({})
    const create: typeof volumeWriter.create = (wanted) => {
      asked.push({ zone: wanted.like.zone, sizeGib: wanted.like.sizeGib })
      return volumeWriter.create(wanted)
    }
    await w.verify('volume', {}, { volumeWriter: { ...volumeWriter, create } })
    return asked
  }

  it('makes a volume as large as the copy, like its source, or like another when that is gone', async () => {
    const files = { ...data, DataOf: 'files' }
    const both = (w: ReturnType<typeof world>) => {
      const of = w.s.ebs.volumes.get(w.s.volume)
      w.s.ebs.volumes.clear()
      w.s.ebs.addVolume(files, { zone: 'b' })
      if (of !== undefined) w.s.ebs.volumes.set(of.id, of)
    }
    assert.deepEqual(await like(both), [{ zone: 'a', sizeGib: 16 }])
    const gone = (w: ReturnType<typeof world>) => {
      w.s.ebs.volumes.clear()
      w.s.ebs.addVolume({ ...files, Environment: 'dev' }, { zone: 'c' })
      w.s.ebs.addVolume(files, { zone: 'b' })
    }
    assert.deepEqual(await like(gone), [{ zone: 'b', sizeGib: 16 }])
  })

  it('stops when there is no volume like the one that was lost, or no copy any more', async () => {
    const w = world()
    w.s.ebs.volumes.clear()
    await assert.rejects(w.verify('volume'), { code: 'NO_SNAPSHOT', message: /volume like/ })
    const lost = world()
    const { reader } = lost.s.context({})
    let looks = 0
    const find: typeof reader.find = (id) => (++looks > 1 ? Promise.resolve(null) : reader.find(id))
    const asked = lost.verify('volume', {}, { reader: { ...reader, find } })
    await assert.rejects(asked, { code: 'SNAPSHOT_UNKNOWN' })
  })
})

describe('snapshot verify of a database', () => {
  it('makes an instance like its source, or like another, but for what a check does not need', async () => {
    const asked = async (change: (w: ReturnType<typeof world>) => void) => {
      const w = world()
      change(w)
      const { databaseWriter } = w.s.context({})
      const made: object[] = []
      const restore: typeof databaseWriter.restore = (wanted) => {
        made.push(wanted.settings)
        return databaseWriter.restore(wanted)
      }
      await w.verify('database', {}, { databaseWriter: { ...databaseWriter, restore } })
      return made
    }
    const { settings } = world().live
    const cheap = { multiAz: false, backupDays: 0, deletionProtection: false }
    const scratch = { ...settings, ...cheap, copyTagsToSnapshot: false }
    const large = { ...settings, instanceClass: 'db.r6g.large' }
    const more = (w: ReturnType<typeof world>, tags: Record<string, string> = data) => {
      w.s.rds.databases.clear()
      w.s.rds.add('large', tags, { settings: large })
    }
    const beside = (w: ReturnType<typeof world>) => {
      more(w)
      w.s.rds.databases.set('shop-prod', w.live)
    }
    assert.deepEqual(await asked(beside), [scratch])
    assert.deepEqual(await asked(more), [{ ...scratch, instanceClass: 'db.r6g.large' }])
    const foreign = (w: ReturnType<typeof world>) => more(w, { ...data, Environment: 'dev' })
    await assert.rejects(asked(foreign), { code: 'NO_SNAPSHOT', message: /RDS instance like/ })
  })
})

describe('the end of a verification whose answer is no', () => {
  it('names what failed, and nothing else', () => {
    const checks = [...no, { name: 'rows of orders', good: true, found: '3' }]
    const facts = { good: false, snapshot: 'snap-1', checks }
    assert.throws(
      () => refuseBad(facts),
      (error: Error) => {
        assert.match(error.message, /pages as copied: block 7/)
        assert.doesNotMatch(error.message, /rows of orders|nothing could be checked/)
        return true
      },
    )
    for (const none of [{}, { checks: [] }])
      assert.throws(() => refuseBad({ good: false, ...none }), /nothing could be checked/)
    assert.throws(() => refuseBad({}), { code: 'SNAPSHOT_BAD' })
    refuseBad({ good: true })
  })
})
