import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { built, World } from './world.ts'

describe('release publish begins', function () {
  this.timeout(60_000)
  let world: World
  before(function () {
    if (!built) this.skip()
  })
  beforeEach(async () => {
    world = await new World().start()
  })
  afterEach(() => world.stop())

  describe('in a shallow clone', () => {
    let at: string
    beforeEach(() => {
      at = join(world.folder, 'shallow')
      const words = ['--quiet', '--depth=1', '--no-tags', `file://${world.remote}`, at]
      world.git(world.folder, 'clone', ...words)
      // As a folder, which opsctl takes; git clone has no depth for one.
      world.git(at, 'remote', 'set-url', 'origin', world.remote)
      copyFileSync(join(world.clone, 'opsctl.yaml'), join(at, 'opsctl.yaml'))
    })

    it('by fetching the rest', async () => {
      const { status, stderr } = await world.opsctl(['release', 'publish'], { at })
      assert.equal(status, 0, stderr)
      assert.equal(world.git(at, 'rev-parse', '--is-shallow-repository'), 'false')
      await world.assertPublished(at)
    })

    it('but not while anything else speaks against it, nor in a dry run', async () => {
      const dry = await world.opsctl(['release', 'publish', '--dry-run'], { at })
      assert.equal(dry.status, 2)
      assert.match(dry.stderr, /would run: .*git fetch --unshallow.*is shallow/s)
      world.write('VERSION', '9.9.9\n', at)
      world.write('.gitignore', '\n', at)
      const dirty = await world.opsctl(['release', 'publish'], { at })
      assert.equal(dirty.status, 2)
      assert.equal(world.git(at, 'rev-parse', '--is-shallow-repository'), 'true')
    })
  })

  describe('with a Terraform plan', () => {
    const change = (actions: readonly string[]) => ({
      address: 'aws_db_instance.main',
      mode: 'managed',
      type: 'aws_db_instance',
      name: 'main',
      change: { actions, before: {}, after: null },
    })
    const plan = (actions: readonly string[]) =>
      JSON.stringify({ format_version: '1.2', resource_changes: [change(actions)] })
    const publish = () => world.opsctl(['release', 'publish', '--infra-plan', 'plan.json'])
    beforeEach(() => {
      world.git(world.clone, 'tag', '-a', '-m', 'v1.0.0', 'v1.0.0', 'v0.1.0^{commit}')
      world.git(world.clone, 'push', '-q', 'origin', 'v1.0.0')
    })

    it('a major release when that destroys what holds data', async () => {
      world.write('plan.json', plan(['delete']))
      const { status, stderr } = await publish()
      assert.equal(status, 0, stderr)
      assert.equal(world.git(world.remote, 'show', 'v2.0.0:VERSION'), '2.0.0')
    })

    it('what the commits ask for when it does not', async () => {
      world.write('plan.json', plan(['update']))
      const { status, stderr } = await publish()
      assert.equal(status, 0, stderr)
      assert.equal(world.git(world.remote, 'show', 'v1.1.0:VERSION'), '1.1.0')
    })

    it('nothing when it cannot be read', async () => {
      for (const text of [null, '{', '{}']) {
        if (text !== null) world.write('plan.json', text)
        const { status, stderr } = await publish()
        assert.equal(status, 2, stderr)
        assert.match(stderr, /--infra-plan/)
      }
      assert.equal(world.git(world.remote, 'rev-parse', 'main'), world.head)
      assert.equal(world.git(world.clone, 'rev-parse', 'HEAD'), world.head)
    })
  })
})
