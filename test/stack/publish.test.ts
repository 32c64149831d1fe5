import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { World } from '../operations/release/publish/world.ts'
import { opsctl } from './opsctl.ts'

/**
 * `release publish` with a real podman and a real registry: the sandbox's, or the one that
 * OPSCTL_TEST_REGISTRY names (`127.0.0.1:5000`).
 */
describe('release publish to a real registry', function () {
  this.timeout(300_000)
  const name = `publish-test-${randomBytes(3).toString('hex')}`
  let host = process.env['OPSCTL_TEST_REGISTRY'] ?? ''
  let worlds = 0
  let world: World

  before(async () => {
    if (host === '') host = String((await opsctl('sandbox', 'up'))['registryPublished'])
  })
  beforeEach(async () => {
    world = await new World({ name, repository: `${host}/${name}/${++worlds}` }).start()
  })
  afterEach(() => world.stop())
  after(() => void spawnSync('podman', ['rmi', '--force', `localhost/${name}:0.2.0`]))

  it('makes one tag, one image and one release, which podman can pull by its digest', async () => {
    const ended = await world.opsctl(['release', 'publish', '--json'])
    assert.equal(ended.status, 0, ended.stderr)
    await world.assertPublished()
    const { image } = JSON.parse(ended.stdout).result.facts
    assert.match(image, /@sha256:[0-9a-f]{64}$/)
    execFileSync('podman', ['pull', '--quiet', '--tls-verify=false', '--', image])
    spawnSync('podman', ['rmi', '--', image])
  })

  // The step's work is done, and opsctl dies before it hears of it.
  const on = (request: RegExp, at: 'before' | 'after') => () =>
    world.github.fail({ on: request, at, how: () => world.kill() })
  const behind = {
    commit: () => world.arm('commit-after', 'kill'),
    tag: () => world.arm('tag-after', 'kill'),
    push: () => world.arm('push-after', 'kill'),
    image: on(/^POST .*\/releases$/, 'before'),
    github: on(/^PATCH .*\/releases\/\d+$/, 'after'),
  }
  for (const [step, die] of Object.entries(behind)) {
    it(`killed with -9 after the ${step} step: a second run converges`, async () => {
      die()
      const dead = await world.opsctl(['release', 'publish'])
      assert.equal(dead.signal, 'SIGKILL', dead.stderr)
      const ended = await world.opsctl(['release', 'publish'])
      assert.equal(ended.status, 0, ended.stderr)
      await world.assertPublished()
    })
  }

  for (const milliseconds of [0, 150, 300, 600, 1000, 1500]) {
    it(`killed with -9 ${milliseconds} ms into the image: a second run converges`, async () => {
      let armed = false
      let timer: NodeJS.Timeout | undefined
      const heard = (stderr: string) => {
        if (armed || !stderr.includes('> Build and push')) return
        armed = true
        timer = setTimeout(() => world.kill(), milliseconds)
      }
      await world.opsctl(['release', 'publish'], { heard })
      // It may have been quicker than that, and the second run is not to be killed.
      clearTimeout(timer)
      assert.ok(armed)
      const ended = await world.opsctl(['release', 'publish'])
      assert.equal(ended.status, 0, ended.stderr)
      await world.assertPublished()
    })
  }

  it('leaves an image alone that somebody else put under the version', async () => {
    const other = await new World({ name, repository: `${host}/${name}/${worlds}` }).start()
    try {
      other.commit('fix: on another line', 'api/service.txt', 'three\n')
      assert.equal((await other.opsctl(['release', 'publish'])).status, 0)
      const before = await manifest(`${name}/${worlds}`)
      const ended = await world.opsctl(['release', 'publish', '--json'])
      assert.equal(JSON.parse(ended.stdout).error.code, 'IMAGE_TAG_TAKEN')
      assert.equal(await manifest(`${name}/${worlds}`), before)
    } finally {
      await other.stop()
    }
  })

  const manifest = async (path: string) =>
    (await fetch(`http://${host}/v2/${path}/manifests/0.2.0`)).headers.get('docker-content-digest')
})
