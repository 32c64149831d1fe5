import assert from 'node:assert/strict'
import { requestOf } from '../../../src/operations/deploy/request.ts'
import { type DeployStatus, deployStatus } from '../../../src/operations/deploy/status.ts'
import { listHistory } from '../../../src/operations/history/list.ts'
import type { Documents } from '../../../src/ports/documents.ts'
import { Power } from '../../engine/power.ts'
import { DeployBench } from './bench.ts'

/** What another terminal sees now. */
function seen(bench: DeployBench): Promise<DeployStatus> {
  const documents = bench.disk.bucket(new Power())
  const { stack, balancer, fleet } = bench.cloud
  const environment = { name: 'prod' } as Parameters<typeof deployStatus>[0]['environment']
  const { clock } = bench
  return deployStatus({ stack, balancer, fleet, documents, environment, clock })
}

/** Looks with every pause of the deployment. */
function watched(bench: DeployBench): DeployStatus[] {
  const looks: DeployStatus[] = []
  bench.clock.onSleep = async () => void looks.push(await seen(bench))
  return looks
}

describe('deploy status, from another terminal', () => {
  it('tells the weight, what each gate said with its samples, and when the next decision is', async () => {
    const bench = new DeployBench()
    const looks = watched(bench)
    await bench.deploy(2)
    // While the next weight settles, the last word is still that of the one before.
    const at25 = looks.filter(
      ({ colours, running }) =>
        running?.judging?.weight === 25 && colours.some(({ percent }) => percent === 25),
    )
    assert.ok(at25.length > 20, `${at25.length} looks`)
    for (const { running } of at25.slice(1)) {
      const { next, elapsed, verdicts, candidate } = running?.judging ?? assert.fail()
      assert.deepEqual([next.way, next.inSeconds], ['on', 60 - elapsed])
      assert.equal(candidate, 'green')
      assert.deepEqual(
        verdicts.map(({ gate, outcome, samples }) => [gate, outcome, samples]),
        [
          ['targets', 'pass', 2],
          ['fake', 'pass', 1],
        ],
      )
    }
    assert.equal((await seen(bench)).running, null)
  })

  it('shows a promotion until it is followed, and a hold as long as it lasts', async () => {
    const bench = new DeployBench()
    const { disk, clock } = bench
    const documents = disk.bucket(new Power())
    const asking = { documents, clock, environment: 'prod', by: 'ada@desk' }
    const looks: DeployStatus[] = []
    const later = bench.clock.time + 100_000
    let asked = false
    bench.verdict = ({ weight }) => (weight === 5 ? 'inconclusive' : 'pass')
    bench.clock.onSleep = async () => {
      looks.push(await seen(bench))
      const judging = looks.at(-1)?.running?.judging
      if (judging?.weight === 5 && !asked) {
        asked = true
        await requestOf('promote', asking)
      }
      if (judging?.weight === 25 && clock.time < later) await requestOf('hold', asking)
      if (judging?.weight === 25 && clock.time >= later) await requestOf('promote', asking)
    }
    await bench.deploy(2)
    const at25 = looks.flatMap(({ running }) => (running?.judging?.weight === 25 ? [running] : []))
    assert.equal(at25[0]?.request, null, 'the promotion from 5 % is followed')
    const held = at25.filter(({ request }) => request?.word === 'hold')
    assert.ok(held.some(({ judging }) => judging?.next.way === 'back'))
  })

  it('does not take the word of an earlier deployment for that of the running one', async () => {
    const bench = new DeployBench()
    await bench.deploy(2)
    const looks = watched(bench)
    bench.cloud.sick.add('nobody')
    let early: DeployStatus | null = null
    bench.cloud.onCall = (call) => {
      if (call.startsWith('> configure')) void seen(bench).then((one) => (early ??= one))
    }
    await bench.deploy(3)
    assert.equal((early as DeployStatus | null)?.running?.judging, null)
    assert.ok(looks.length > 0)
  })

  it('knows the last good release, however many were taken back since', async () => {
    const bench = new DeployBench()
    await bench.deploy(2)
    const { release } = await seen(bench)
    assert.ok(release)
    bench.verdict = () => 'fail'
    for (let bad = 3; bad < 10; bad++) await bench.deploy(bad).catch(() => undefined)
    assert.deepEqual((await seen(bench)).release, release)
    const [newest] = await listHistory({ limit: 1 }, { documents: bench.disk.bucket(new Power()) })
    assert.equal(newest?.outcome, 'aborted')
  })

  it('deploys all the same where nobody can be told', async () => {
    const bench = new DeployBench()
    const documents = bench.disk.bucket(new Power())
    const deaf: Documents = {
      ...documents,
      read: (key) =>
        key.startsWith('judging/') ? Promise.reject(new Error('500')) : documents.read(key),
    }
    assert.equal((await bench.deploy(2, {}, { documents: deaf })).outcome, 'done')
    assert.deepEqual(bench.cloud.weights, { blue: 0, green: 100 })
  })
})
