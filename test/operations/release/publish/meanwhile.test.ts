import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { built, type Ended, World } from './world.ts'

describe('release publish, and others at work', function () {
  this.timeout(60_000)
  let world: World
  before(function () {
    if (!built) this.skip()
  })
  beforeEach(async () => {
    world = await new World().start()
  })
  afterEach(() => world.stop())

  const publish = (more = {}) => world.opsctl(['release', 'publish'], more)
  /** Does something in the moment before GitHub gets the draft of the first publish. */
  const meanwhile = (how: () => Promise<void>) =>
    world.github.fail({ on: /^POST .*\/releases$/, at: 'before', how })

  it('two at once: one publishes, the other is told who does', async () => {
    let second: Ended | undefined
    meanwhile(async () => {
      second = await publish()
    })
    assert.equal((await publish()).status, 0)
    assert.equal(second?.status, 4, second?.stderr)
    assert.match(second?.stderr ?? '', /its own process, which still runs \(\w+@\S+, pid \d+\)/)
    await world.assertPublished()
  })

  it('two working trees of one clone share the lock', async () => {
    const tree = join(world.folder, 'tree')
    let seen: Ended | undefined
    meanwhile(async () => {
      world.git(world.clone, 'worktree', 'add', '-q', '--detach', tree)
      cpSync(join(world.clone, 'opsctl.yaml'), join(tree, 'opsctl.yaml'))
      seen = await world.opsctl(['lock', 'status', '-e', '_release', '--json'], { at: tree })
      world.git(world.clone, 'worktree', 'remove', '--force', tree)
    })
    assert.equal((await publish()).status, 0)
    assert.equal(JSON.parse(seen?.stdout ?? '{}').result?.state, 'held', seen?.stdout)
    await world.assertPublished()
  })

  it('two machines finish the same release: there is still one of it', async () => {
    let second: Ended | undefined
    meanwhile(async () => {
      second = await publish({ at: world.freshClone() })
    })
    assert.equal((await publish()).status, 0)
    assert.equal(second?.status, 0, second?.stderr)
    assert.equal(world.github.releases.length, 1)
  })

  it('a branch that moves before the push: nothing of ours is there, and who was faster is told', async () => {
    const other = world.freshClone()
    world.git(other, 'commit', '-q', '--allow-empty', '-m', 'docs: faster')
    // Not looked for: git's hook asks before the push, and the remote has moved by then.
    const hook = join(world.clone, '.git', 'hooks', 'pre-push')
    writeFileSync(hook, `#!/bin/sh\ncd "${other}" && git push -q origin main\n`, { mode: 0o755 })
    const late = await publish()
    rmSync(hook)
    assert.equal(late.status, 1, late.stderr)
    assert.match(late.stderr, /origin did not take the release: main moved meanwhile \(Ada </)
    assert.equal(world.git(world.remote, 'tag', '--list'), 'v0.1.0')
    assert.equal((await world.opsctl(['abort'])).status, 0)
    world.git(world.clone, 'pull', '-q', '--ff-only', 'origin', 'main')
    const ended = await publish()
    assert.equal(ended.status, 0, ended.stderr)
    assert.equal(world.github.releases.length, 1)
  })

  it('a commit made by hand on the way: the release is not another one than was decided', async () => {
    world.arm('commit-before', 'fail')
    await publish()
    world.git(world.clone, 'reset', '-q', '--hard')
    world.git(world.clone, 'commit', '-q', '--no-verify', '--allow-empty', '-m', 'feat: by hand')
    const moved = await publish()
    assert.equal(moved.status, 1, moved.stderr)
    assert.match(moved.stderr, /cannot go on as it was begun: main at [0-9a-f]{8} is checked out/)
    assert.match(moved.stderr, /opsctl abort/)
    assert.equal((await world.opsctl(['abort'])).status, 0)
    assert.equal((await publish()).status, 0)
    assert.match(world.github.releases[0]?.body ?? '', /by hand/)
  })

  it('abort before the push takes commit and tag back', async () => {
    world.arm('push-before', 'die')
    await publish()
    assert.equal(world.git(world.clone, 'tag', '--list', 'v0.2.0'), 'v0.2.0')
    const back = await world.opsctl(['abort', '--json'])
    assert.equal(back.status, 0, back.stderr)
    const { result } = JSON.parse(back.stdout)
    assert.deepEqual([result.outcome, result.kept], ['aborted', []])
    assert.equal(world.git(world.clone, 'rev-parse', 'HEAD'), world.head)
    assert.equal(world.git(world.clone, 'tag', '--list'), 'v0.1.0')
    assert.equal(world.git(world.clone, 'status', '--porcelain'), '')
    assert.equal((await publish()).status, 0)
    await world.assertPublished()
  })

  it('abort between the files and their commit puts the files back, but not what was edited since', async () => {
    world.arm('commit-before', 'die')
    await publish()
    assert.notEqual(world.git(world.clone, 'status', '--porcelain'), '')
    world.write('CHANGELOG.md', `${readFileSync(join(world.clone, 'CHANGELOG.md'), 'utf8')}mine\n`)
    assert.equal((await world.opsctl(['abort'])).status, 0)
    assert.equal(readFileSync(join(world.clone, 'VERSION'), 'utf8'), '0.1.0\n')
    assert.match(readFileSync(join(world.clone, 'CHANGELOG.md'), 'utf8'), /mine/)
  })

  it('abort after the push says what stays, and a later run finishes it', async () => {
    world.arm('build-before', 'fail')
    await publish()
    const back = await world.opsctl(['abort', '--json'])
    assert.equal(back.status, 0, back.stderr)
    assert.deepEqual(JSON.parse(back.stdout).result.kept, ['commit', 'tag', 'push'])
    assert.match(back.stderr, /v0\.2\.0 is at origin; finish it: opsctl release publish/)
    assert.equal((await publish()).status, 0)
    await world.assertPublished()
  })

  it('finishes a release that was merged and never tagged, though more was merged since', async () => {
    const bump = await world.opsctl(['release', 'bump'])
    assert.equal(bump.status, 0, bump.stderr)
    const release = world.commit('chore(release): v0.2.0 (#12)')
    const since = world.commit('feat: later')
    world.git(world.clone, 'push', '-q', 'origin', 'main')
    assert.equal((await publish()).status, 0)
    assert.equal(world.git(world.remote, 'rev-parse', 'v0.2.0^{commit}'), release)
    assert.equal(world.git(world.remote, 'rev-parse', 'main'), since)
    assert.equal(world.github.releases[0]?.tag_name, 'v0.2.0')
    assert.equal((await publish()).status, 0)
    assert.equal(world.github.releases[0]?.tag_name, 'v0.3.0')
    assert.deepEqual([...world.registry.tags.keys()], ['shop:0.2.0', 'shop:0.3.0'])
  })

  it('commits a bump as it stands, with what was written into its changelog by hand', async () => {
    await world.opsctl(['release', 'bump'])
    const text = readFileSync(join(world.clone, 'CHANGELOG.md'), 'utf8')
    world.write('CHANGELOG.md', text.replace('### Features', 'Read this first.\n\n### Features'))
    assert.equal((await publish()).status, 0)
    assert.match(world.github.releases[0]?.body ?? '', /Read this first\./)
    await world.assertPublished()
  })

  it('gets past a release whose sources cannot be built, by a version that is named', async () => {
    world.arm('build-before', 'fail')
    const failed = await publish()
    assert.match(failed.stderr, /sources of v0\.2\.0 are to blame.*release publish --as X\.Y\.Z/)
    assert.doesNotMatch(failed.stderr, /opsctl image build/)
    assert.equal((await world.opsctl(['abort'])).status, 0)
    world.commit('fix: build', 'api/service.txt', 'mended')
    const ended = await world.opsctl(['release', 'publish', '--as', '0.2.1'])
    assert.equal(ended.status, 0, ended.stderr)
    assert.deepEqual([...world.registry.tags.keys()], ['shop:0.2.1'])
    assert.deepEqual(
      world.github.releases.map((one) => one.tag_name),
      ['v0.2.1'],
    )
  })

  it('finishes in another clone, by the same words, a version that was named', async () => {
    const words = ['release', 'publish', '--as', '0.5.0', '--pre', 'rc']
    world.arm('push-after', 'die')
    await world.opsctl(words)
    const at = world.freshClone()
    for (const run of ['it goes on', 'it is complete']) {
      const ended = await world.opsctl(words, { at })
      assert.equal(ended.status, 0, `${run}: ${ended.stderr}`)
      assert.deepEqual(world.git(world.remote, 'tag', '--list').split('\n'), [
        'v0.1.0',
        'v0.5.0-rc.1',
      ])
      assert.equal(world.registry.writes.length, 1)
      assert.equal(world.github.releases.length, 1)
    }
  })

  it('finishes on another machine what was tagged and not published, before what came after', async () => {
    world.github.fail({
      on: /^POST .*\/releases$/,
      at: 'before',
      how: { status: 403, body: { message: 'no' } },
    })
    assert.equal((await publish()).status, 1)
    const at = world.freshClone()
    world.git(at, 'commit', '-q', '--allow-empty', '-m', 'feat: later')
    assert.equal((await publish({ at })).status, 0)
    assert.deepEqual(
      world.github.releases.map((one) => one.tag_name),
      ['v0.2.0'],
    )
    assert.equal((await publish({ at })).status, 0)
    assert.deepEqual(
      world.github.releases.map((one) => one.tag_name),
      ['v0.3.0', 'v0.2.0'],
    )
  })

  it('signs commit and tag where that is configured', async () => {
    const key = join(world.folder, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    world.git(world.clone, 'config', 'gpg.format', 'ssh')
    world.git(world.clone, 'config', 'user.signingKey', `${key}.pub`)
    world.configure('sign: true')
    const ended = await publish()
    assert.equal(ended.status, 0, ended.stderr)
    for (const kind of ['commit', 'tag']) {
      const object = world.git(world.remote, 'cat-file', kind, 'v0.2.0')
      assert.match(object, /-----BEGIN SSH SIGNATURE-----/, kind)
    }
    await world.assertPublished()
  })
})
