import assert from 'node:assert/strict'
import type { Moment } from '../../../doubles/http-server.ts'
import { built, type Mishap, World } from './world.ts'

/** A place in the chain: a hook or the container engine, or a request to GitHub. */
type Point = string | { readonly on: RegExp; readonly at: Moment }

const github = (on: RegExp, at: Moment): Point => ({ on, at })
const create = /^POST .*\/releases$/
const upload = /^POST .*\/assets$/
const publish = /^PATCH .*\/releases\/\d+$/

/** Every step, before and after what it does to the world, in the order of the chain. */
const points: Readonly<Record<string, Point>> = {
  'before the commit': 'commit-before',
  'after the commit': 'commit-after',
  'before the tag': 'tag-before',
  'after the tag': 'tag-after',
  'before the push': 'push-before',
  'at the remote, before it takes the push': 'receive-before',
  'after the push': 'push-after',
  'before the image is built': 'build-before',
  'after the image was built': 'build-after',
  'before the image is pushed': 'upload-before',
  'after the image was pushed': 'upload-after',
  'before GitHub makes the draft': github(create, 'before'),
  'after GitHub made the draft': github(create, 'after'),
  'before GitHub takes a file': github(upload, 'before'),
  'after GitHub took a file': github(upload, 'after'),
  'before GitHub publishes': github(publish, 'before'),
  'after GitHub published': github(publish, 'after'),
}
/** git asks these hooks when it is done, and does not care what they answer. */
const cannotFail = ['commit-after', 'tag-after', 'push-after']
/** Where another machine has something to finish. */
const beginnings = [
  'after the push',
  'after the image was built',
  'after the image was pushed',
  'after GitHub made the draft',
  'after GitHub published',
]

function arm(world: World, point: Point, what: Mishap): void {
  if (typeof point === 'string') world.arm(point, what)
  else if (what !== 'fail') world.github.fail({ ...point, how: () => world.kill() })
  // A refusal that is not worth a second try; after the fact, it hides that it worked.
  else world.github.fail({ ...point, how: { status: 403, body: { message: 'no' } } })
}

/** Runs into the point; the process must end there, in the way that was asked for. */
async function runInto(world: World, point: Point, what: Mishap): Promise<void> {
  arm(world, point, what)
  const ended = await world.opsctl(['release', 'publish'])
  if (what !== 'fail') assert.equal(ended.signal, 'SIGKILL', ended.stderr)
  else assert.equal(ended.status, 1, ended.stderr)
  assert.equal(typeof point === 'string' && world.armed(point), false, 'the point was not reached')
  assert.deepEqual(world.github.waiting, [], 'the point was not reached')
}

describe('release publish, whatever happens on the way', function () {
  this.timeout(60_000)
  let world: World
  before(function () {
    if (!built) this.skip()
  })
  beforeEach(async () => {
    world = await new World().start()
  })
  afterEach(() => world.stop())

  it('makes one tag, one image and one release', async () => {
    const ended = await world.opsctl(['release', 'publish', '--json'])
    assert.equal(ended.status, 0, ended.stderr)
    await world.assertPublished()
    assert.equal(world.builds, 1)
    const again = await world.opsctl(['release', 'publish', '--json'])
    assert.equal(again.status, 0, again.stderr)
    const { outcome, facts } = JSON.parse(again.stdout).result
    assert.equal(outcome, 'nothing')
    // For whoever deploys it: a workflow that is run again.
    assert.ok(facts.image)
    assert.equal(facts.image, JSON.parse(ended.stdout).result.facts.image)
    const history = await world.opsctl(['history', '-e', '_release', '--json'])
    assert.equal(JSON.parse(history.stdout).result.entries.length, 1)
  })

  for (const [name, point] of Object.entries(points)) {
    it(`killed with -9 ${name}: a second run converges`, async () => {
      await runInto(world, point, 'kill')
      const ended = await world.opsctl(['release', 'publish'])
      assert.equal(ended.status, 0, ended.stderr)
      await world.assertPublished()
    })
  }

  for (const [name, point] of Object.entries(points)) {
    if (typeof point === 'string' && cannotFail.includes(point)) continue
    it(`failed ${name}: resume converges`, async () => {
      await runInto(world, point, 'fail')
      const ended = await world.opsctl(['resume'])
      assert.equal(ended.status, 0, ended.stderr)
      await world.assertPublished()
    })
  }

  for (const name of beginnings) {
    it(`killed with -9 ${name}: a run in another clone converges`, async () => {
      await runInto(world, points[name] as Point, 'die')
      const at = world.freshClone()
      const ended = await world.opsctl(['release', 'publish'], { at })
      assert.equal(ended.status, 0, ended.stderr)
      await world.assertPublished(at)
    })
  }

  it('killed before the push: another clone publishes, and the first one says who was faster', async () => {
    await runInto(world, 'push-before', 'die')
    const at = world.freshClone()
    const env = { GIT_COMMITTER_NAME: 'Grace' }
    assert.equal((await world.opsctl(['release', 'publish'], { at, env })).status, 0)
    const late = await world.opsctl(['release', 'publish'])
    assert.equal(late.status, 2, late.stderr)
    assert.match(late.stderr, /exists at origin on [0-9a-f]{12} \(Grace </)
    const back = await world.opsctl(['abort'])
    assert.equal(back.status, 0, back.stderr)
    world.git(world.clone, 'pull', '-q', '--ff-only', '--tags', 'origin', 'main')
    await world.assertPublished(at)
  })

  it('survives answers that get lost and servers that stumble, without a second run', async () => {
    for (const on of [create, upload, upload, publish]) {
      world.github.fail({ on, at: 'after', how: 'drop' })
    }
    world.github.fail({ on: create, at: 'before', how: { status: 502, body: { message: 'x' } } })
    const limited = { status: 429, headers: { 'retry-after': '1' }, body: { message: 'slow' } }
    world.github.fail({ on: publish, at: 'before', how: limited })
    const ended = await world.opsctl(['release', 'publish'])
    assert.equal(ended.status, 0, ended.stderr)
    assert.deepEqual(world.github.waiting, [])
    await world.assertPublished()
  })
})
