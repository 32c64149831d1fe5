import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { built, World } from './world.ts'

interface Refusal {
  /** Makes the world such that publishing must be refused. */
  arrange(world: World): void
  readonly code: string
  readonly says: RegExp
  readonly env?: Readonly<Record<string, string>>
}

const elsewhere = (world: World) => world.git(world.clone, 'rev-parse', 'HEAD~1')
/** Points the remote to an address, in the way that git itself would not object to. */
const address = (text: string) => (world: World) => {
  world.git(world.clone, 'config', 'remote.origin.url', text.replaceAll('CANARY', canaryOf(world)))
}
const canaryOf = (world: World) => join(world.folder, 'canary')
const config = (key: string, value: string) => (world: World) => {
  const quoted = JSON.stringify(value.replaceAll('CANARY', canaryOf(world)))
  world.write('opsctl.yaml', `${world.project}release: { ${key}: ${quoted} }\n`)
}

const refusals: Readonly<Record<string, Refusal>> = {
  'a detached head': {
    arrange: (world) => world.git(world.clone, 'switch', '-q', '--detach'),
    code: 'DETACHED_HEAD',
    says: /git switch main/,
  },
  'another branch': {
    arrange: (world) => world.git(world.clone, 'switch', '-q', '-c', 'a"b$IFS'),
    code: 'WRONG_BRANCH',
    says: /Branch \\"a\\\\\\"b\$IFS\\" is checked out/,
  },
  'a change that is not committed': {
    arrange: (world) => world.write('api/service.txt', 'three\n'),
    code: 'DIRTY_TREE',
    says: /api\/service\.txt/,
  },
  'a version file that no bump wrote': {
    arrange: (world) => world.write('VERSION', '7.0.0\n'),
    code: 'DIRTY_TREE',
    says: /VERSION/,
  },
  'a remote that moved': {
    arrange: (world) => {
      const other = world.freshClone()
      world.git(other, 'commit', '-q', '--allow-empty', '-m', 'feat: faster')
      world.git(other, 'push', '-q')
    },
    code: 'REMOTE_MOVED',
    says: /\(Ada <ada@example\.org>, .*git pull --ff-only origin main/s,
  },
  'a shallow clone whose remote does not give the rest': {
    arrange: (world) => {
      world.git(world.clone, 'fetch', '-q', '--depth=1', 'origin', 'main')
      world.git(world.clone, 'remote', 'set-url', 'origin', `${world.remote}.gone`)
    },
    code: 'SHALLOW_CLONE',
    says: /does not appear to be a git repository.*git fetch --unshallow/s,
  },
  'the tag on another commit': {
    arrange: (world) => {
      const lost = world.git(world.clone, 'commit-tree', '-m', 'x', 'HEAD^{tree}')
      world.git(world.clone, 'tag', 'v0.2.0', lost)
    },
    code: 'BAD_INPUT',
    says: /tag v0\.2\.0: exists on/,
  },
  'the tag at the remote, on another commit': {
    arrange: (world) => world.git(world.remote, 'tag', 'v0.2.0', world.head),
    code: 'TAGS_MISSING',
    says: /git fetch --tags origin/,
  },
  'a tag that differs from the remote': {
    arrange: (world) => world.git(world.remote, 'tag', '-f', 'v0.1.0', world.head),
    code: 'TAG_TAKEN',
    says: /v0\.1\.0/,
  },
  'no remote': {
    arrange: (world) => world.git(world.clone, 'remote', 'remove', 'origin'),
    code: 'REMOTE_MISSING',
    says: /git remote add origin/,
  },
  'two addresses to push to': {
    arrange: (world) => {
      world.git(world.clone, 'remote', 'set-url', '--add', '--push', 'origin', world.remote)
      world.git(world.clone, 'remote', 'set-url', '--add', '--push', 'origin', '/elsewhere.git')
    },
    code: 'REMOTE_REFUSED',
    says: /two places/,
  },
  'a remote that is a command': {
    arrange: address('ext::sh -c "touch CANARY"'),
    code: 'REMOTE_REFUSED',
    says: /names a helper program/,
  },
  'a remote that is a file URL': {
    arrange: address('file:///etc'),
    code: 'REMOTE_REFUSED',
    says: /neither https/,
  },
  'a remote that is an option': {
    arrange: address('--upload-pack=touch CANARY'),
    code: 'REMOTE_REFUSED',
    says: /begins with a hyphen/,
  },
  'a remote whose push address is a command': {
    arrange: (world) =>
      world.git(world.clone, 'config', 'remote.origin.pushurl', `ext::touch ${canaryOf(world)}`),
    code: 'REMOTE_REFUSED',
    says: /names a helper program/,
  },
  'a remote that is no repository': {
    arrange: address('/etc'),
    code: 'REMOTE_UNREADABLE',
    says: /git ls-remote origin/,
  },
  'a tag prefix that is an option': {
    arrange: config('tagPrefix', '--upload-pack=touch CANARY'),
    code: 'CONFIG_INVALID',
    says: /release\.tagPrefix/,
  },
  'a tag prefix with a command in it': {
    arrange: config('tagPrefix', 'v1$(touch CANARY)'),
    code: 'CONFIG_INVALID',
    says: /release\.tagPrefix/,
  },
  'a tag prefix that asks for help': {
    arrange: config('tagPrefix', '-h'),
    code: 'CONFIG_INVALID',
    says: /release\.tagPrefix/,
  },
  ...Object.fromEntries(
    ['a"b', '$IFS', 'a\nb', 'a..b', 'a@{1}', '-h', ''].map((name) => [
      `a branch ${JSON.stringify(name)}`,
      { arrange: config('branch', name), code: 'CONFIG_INVALID', says: /release\.branch/ },
    ]),
  ),
  'a remote name that is an option': {
    arrange: config('remote', '--receive-pack=touch CANARY'),
    code: 'CONFIG_INVALID',
    says: /release\.remote/,
  },
  'no token': {
    arrange: () => undefined,
    env: { GITHUB_TOKEN: '' },
    code: 'GITHUB_TOKEN_MISSING',
    says: /gh auth token/,
  },
  'an API in the clear': {
    arrange: () => undefined,
    env: { GITHUB_API_URL: 'http://github.example.org' },
    code: 'BAD_INPUT',
    says: /GITHUB_API_URL/,
  },
  'nobody to commit as': {
    arrange: (world) => world.git(world.clone, 'config', 'user.useConfigOnly', 'true'),
    env: { GIT_COMMITTER_NAME: '', GIT_COMMITTER_EMAIL: '', EMAIL: '' },
    code: 'NO_COMMITTER',
    says: /git config user\.name/,
  },
  'an image under the version': {
    arrange: (world) => {
      const revision = elsewhere(world)
      world.registry.put('shop', '0.2.0', { 'org.opencontainers.image.revision': revision })
    },
    code: 'IMAGE_TAG_TAKEN',
    says: /shop:0\.2\.0/,
  },
  'a file that is not there': {
    arrange: (world) => world.configure('assets: [dist.tgz]'),
    code: 'ASSET_MISSING',
    says: /dist\.tgz/,
  },
}

/** All that a release could change. */
function standing(world: World) {
  return {
    head: world.git(world.clone, 'rev-parse', 'HEAD'),
    status: world.git(world.clone, 'status', '--porcelain'),
    refs: world.git(world.clone, 'for-each-ref'),
    remote: world.git(world.remote, 'for-each-ref'),
    images: world.registry.writes.length,
    releases: world.github.releases.length,
    builds: world.builds,
  }
}

describe('release publish refuses, and nothing is changed or run:', function () {
  this.timeout(60_000)
  let world: World
  before(function () {
    if (!built) this.skip()
  })
  beforeEach(async () => {
    world = await new World().start()
  })
  afterEach(() => world.stop())

  for (const [name, { arrange, code, says, env = {} }] of Object.entries(refusals)) {
    it(name, async () => {
      arrange(world)
      const before = standing(world)
      const ended = await world.opsctl(['release', 'publish', '--json'], { env })
      const { error } = JSON.parse(ended.stdout)
      assert.deepEqual([error.code, ended.status], [code, 2], JSON.stringify(error))
      assert.match(JSON.stringify(error), says)
      assert.ok(error.next.length > 0, 'no way on is told')
      assert.deepEqual(standing(world), before)
      assert.equal(existsSync(canaryOf(world)), false, 'something was run')
      assert.equal(existsSync(join(world.clone, '.opsctl', 'operations')), false)
      assert.doesNotMatch(ended.stdout + ended.stderr, new RegExp(world.github.token))
    })
  }

  it('a dry run instead: every step is told, and why it would be refused', async () => {
    world.git(world.clone, 'remote', 'remove', 'origin')
    const before = standing(world)
    const ended = await world.opsctl(['release', 'publish', '--dry-run'])
    assert.equal(ended.status, 0, ended.stderr)
    for (const words of [
      'git commit',
      'git tag',
      'git push --atomic',
      'podman build',
      'podman push',
    ]) {
      assert.match(ended.stderr, new RegExp(`would run: .*${words}`), words)
    }
    // What it would write for itself is nobody's business.
    const written = [...ended.stderr.matchAll(/would write: (.*)/g)].map(([, path]) => path)
    assert.deepEqual(
      written,
      ['VERSION', 'CHANGELOG.md'].map((name) => join(world.clone, name)),
    )
    // With the notes that it would have, though nothing is written and committed.
    assert.match(ended.stderr, /GitHub release v0\.2\.0 with:\n {2}## \[?0\.2\.0[^\n]*\n+ {2}### /)
    assert.match(ended.stderr, /would publish the GitHub release v0\.2\.0/)
    assert.match(ended.stdout, /would be refused:\n {2}This clone has no remote origin/)
    assert.deepEqual(standing(world), before)
  })

  it('a dry run of a release that was begun: what is done is told as done, what is not as to be done', async () => {
    await world.opsctl(['release', 'bump'])
    world.commit('chore(release): v0.2.0')
    world.git(world.clone, 'push', '-q', 'origin', 'main')
    await world.registry.stop()
    const ended = await world.opsctl(['release', 'publish', '--dry-run'])
    await world.registry.start()
    assert.equal(ended.status, 0, ended.stderr)
    assert.match(ended.stderr, /< Commit version and changelog: nothing to do/)
    assert.doesNotMatch(ended.stderr, /would run: .*git commit/)
    assert.match(ended.stderr, /would run: .*podman push/)
    assert.match(
      ended.stdout,
      /would be refused:\n {2}The registry 127\.0\.0\.1:\d+ cannot be asked/,
    )
  })
})
