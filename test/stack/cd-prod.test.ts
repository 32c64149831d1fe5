import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type Load, startLoad } from '../../scripts/load.ts'
import { GithubServer } from '../doubles/github-server.ts'
import { Delivery } from './delivery.ts'
import { opsctl } from './opsctl.ts'

const file = 'cd-prod.yml'

interface Snapshot {
  readonly id: string
  readonly verified: { readonly good: boolean } | null
}

/**
 * A merge to main, from its release to prod: commit, tag and image for real, to a repository beside
 * this one and the sandbox's registry. Only GitHub is a double, and nobody waits for an approval.
 */
describe('cd-prod, on the sandbox', function () {
  this.timeout(1_500_000)
  const env = ['-e', 'sandbox']
  const stack = new Delivery()
  const { checkout } = stack
  const github = new GithubServer()
  const patch = Math.floor(Date.now() / 1000) % 100_000
  const version = `0.6.${patch + 1}`
  let origin = ''
  let load: Load | undefined

  before(async () => {
    await Promise.all([stack.start(), github.start()])
    stack.github = github.url
    stack.token = github.token
    const config = checkout
      .read('opsctl.yaml')
      .replace('ghcr.io/example', stack.registry)
      .replace('example/opsctl', 'acme/shop')
      .replace('sandbox: true', 'sandbox: true, protected: true')
    checkout.write('opsctl.yaml', config)
    checkout.write('VERSION', `0.6.${patch}\n`)
    checkout.commit('chore: as it was released last')
    checkout.git('tag', `v0.6.${patch}`)
    checkout.commit('fix: what is to be delivered')
    origin = checkout.withOrigin()
  })
  afterEach(() => load?.stop())
  after(async () => {
    await github.stop()
    checkout.remove()
  })

  const merge = (...words: string[]) =>
    stack.run({ ref: 'refs/heads/main' }, file, '--secret', 'RELEASE_DEPLOY_KEY=k', ...words)
  const atOrigin = (...words: string[]) => checkout.git('--git-dir', origin, ...words)
  const verified = async () => {
    const { snapshots } = await opsctl('snapshot', 'list', ...env)
    return (snapshots as readonly Snapshot[]).filter((one) => one.verified?.good === true)
  }
  const status = async () => (await opsctl('deploy', 'status', ...env))['colours']
  const asked = (lines: readonly string[]) =>
    lines.filter((line) => line.startsWith('opsctl ')).map((line) => line.split(' ').slice(1, 3))
  const released = join(checkout.top, 'released')
  /** What whoever has the release's commit hears of its deployment. */
  const planned = (...words: string[]) =>
    opsctl('deploy', 'plan', version, ...env, '-C', released, ...words)
  let hash = ''

  it('releases the merge, proves a new snapshot and plans, while nothing moves', async () => {
    const [before, known] = [await status(), await verified()]
    const ran = await merge('--job', 'plan')
    assert.equal(ran.exitCode, 0, ran.output)
    const commit = atOrigin('rev-parse', `v${version}^{commit}`)
    assert.equal(atOrigin('rev-parse', 'main'), commit)
    assert.equal(atOrigin('rev-parse', 'main^'), checkout.git('rev-parse', 'HEAD'))
    const [release, ...others] = github.releases
    assert.deepEqual([release?.tag_name, release?.draft, others], [`v${version}`, false, []])
    const { digest } = /set-output:: digest=(?<digest>\S+)/.exec(ran.output)?.groups ?? {}
    assert.deepEqual(
      ran.asked.filter((line) => line.startsWith('scan ')),
      [`scan registry:${stack.registry}/shop@${digest}`],
    )
    const proven = (await verified()).filter(({ id }) => !known.some((one) => one.id === id))
    assert.equal(proven.length, 1)
    hash = /set-output:: hash=([0-9a-f]{64})$/m.exec(ran.output)?.[1] ?? ''
    checkout.git('clone', '--quiet', '--branch', `v${version}`, origin, released)
    const plan = await planned()
    assert.deepEqual([plan['hash'], plan['commit']], [hash, commit])
    assert.deepEqual(await status(), before)
  })

  it('refuses the deployment when the hash of another plan was approved', async () => {
    const [before, serving] = [await status(), await stack.versions()]
    const other = await planned('--strategy', 'blue-green')
    load = startLoad(`${stack.address}/version`, 50)
    const ran = await deployAlone({ version, hash: String(other['hash']) })
    assert.notEqual(ran.exitCode, 0)
    assert.match(ran.output, /set-output:: exit=5$/m)
    assert.match(ran.output, new RegExp(`Plan ${other['hash']} was approved .* now is ${hash}`))
    assert.deepEqual(await status(), before)
    const { failed, failures, versions } = await load.stop()
    assert.equal(failed, 0, JSON.stringify(failures))
    assert.deepEqual(Object.keys(versions), serving)
    assert.ok(!serving.includes(version))
  })

  /** The job that deploys, with what GitHub would hand on to it from the jobs before. */
  async function deployAlone(given: { readonly version: string; readonly hash: string }) {
    const path = `.github/workflows/${file}`
    checkout.keepJobs(file, ['deploy'])
    const alone = checkout
      .read(path)
      .replaceAll(/\$\{\{ needs\.release\.outputs\.version \}\}/g, given.version)
      .replaceAll(/\$\{\{ needs\.plan\.outputs\.hash \}\}/g, given.hash)
    assert.doesNotMatch(alone, /\bneeds\./)
    checkout.write(path, alone)
    try {
      return await merge()
    } finally {
      checkout.git('checkout', '--', path)
    }
  }

  it('run again as a whole, brings that very release to all users, none of whom notices', async () => {
    load = startLoad(`${stack.address}/items`, 100)
    const ran = await merge()
    assert.equal(ran.exitCode, 0, ran.output)
    const { failed, failures, sent } = await load.stop()
    assert.equal(failed, 0, JSON.stringify(failures))
    assert.ok(sent > 1000, `${sent} requests`)
    assert.deepEqual(await stack.versions(), [version])
    assert.deepEqual(asked(ran.asked), [
      ['release', 'publish'],
      ['snapshot', 'create'],
      ['snapshot', 'verify'],
      ['deploy', 'plan'],
      ['infra', 'up'],
      ['config', 'apply'],
      ['deploy', version],
      ['deploy', 'status'],
    ])
    // What was planned the first time is what was deployed.
    assert.ok(ran.asked.some((line) => line.includes(`--approved ${hash} `)))
    assert.equal(github.releases.length, 1)
    assert.match(ran.output, /\| (blue|green) .* 100 % +2 of 2 healthy/)
    assert.match(ran.output, new RegExp(`\\| release +${version.replaceAll('.', '\\.')} \\(`))
    assert.match(ran.output, /\| running +nothing/)
  })
})
