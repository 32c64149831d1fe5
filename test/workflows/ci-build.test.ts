import assert from 'node:assert/strict'
import { Checkout, readWorkflow } from './act.ts'

const id = (digit: number) => `${digit}`.repeat(64)

describe('ci-build, its steps run by act', () => {
  const checkout = new Checkout()
  after(() => checkout.remove())

  const pullRequest = (ref: string, base: string, head: string) => ({
    pull_request: { base: { sha: base, ref: 'develop' }, head: { sha: head, ref } },
  })
  const commits = (ref: string, ...messages: string[]) => {
    const base = checkout.git('rev-parse', 'HEAD')
    const heads = messages.map((message) => checkout.commit(message))
    const event = pullRequest(ref, base, heads.at(-1) ?? base)
    return checkout.run(event, 'ci-build.yml', '--job', 'commits')
  }

  it('lets a pull request pass that keeps the rules', async () => {
    const ran = await commits('feat/a', 'fix: wait', 'docs: say so')
    assert.equal(ran.exitCode, 0, ran.output)
    assert.match(ran.output, /1 branch, 2 commits: no finding/)
  })

  it('stops one whose commit breaks a rule, and says which', async () => {
    const ran = await commits('feat/a', 'Wait a little')
    assert.notEqual(ran.exitCode, 0)
    assert.match(ran.output, /message\/header/)
    assert.match(ran.output, /exit status 5/)
  })

  it('runs nothing that a branch is named after', async () => {
    const trap = `${checkout.top}/trap`
    for (const name of [
      `feat/$(touch\${IFS}${trap})`,
      `feat/";touch ${trap};"`,
      `feat/\`touch ${trap}\``,
      // Help, for whoever takes it for a flag: nothing would be checked then.
      '-h',
    ]) {
      const ran = await commits(name, 'fix: a')
      assert.notEqual(ran.exitCode, 0)
      assert.match(ran.output, /exit status 2/)
    }
    assert.ok(!checkout.has(trap))
  })

  it('runs the sections that the matrix names', async () => {
    const words = ['--job', 'checks', '--matrix', 'sections:style,types,rooms,shell scripts']
    const ran = await checkout.run(pullRequest('feat/a', 'a', 'b'), 'ci-build.yml', ...words)
    assert.equal(ran.exitCode, 0, ran.output)
    for (const section of ['style', 'types', 'rooms', 'shell scripts']) {
      assert.match(ran.output, new RegExp(`ok +${section} `))
    }
    assert.match(ran.asked.join('\n'), /^apt-get .*shellcheck/m)
  })

  describe('the image', () => {
    const push = { ref: 'refs/heads/main', ref_protected: true }
    const words = ['--secret', 'GITHUB_TOKEN=canary-token', '--actor', 'ada']

    before(() => {
      checkout.keepJobs('ci-build.yml', ['image', 'publish'])
      checkout.commit('test: two jobs')
    })

    it("is built once, and pushed by the digest of what was scanned, under no release's tag", async () => {
      checkout.answer('image', id(1))
      const ran = await checkout.run(push, 'ci-build.yml', ...words)
      assert.equal(ran.exitCode, 0, ran.output)
      const asked = ran.asked.join('\n')
      assert.match(
        asked,
        /podman save --format docker-archive --output \S+image\.tar localhost\/shop:/,
      )
      assert.match(
        asked,
        /podman login ghcr\.io --username ada --password-stdin\nstdin canary-token/,
      )
      assert.equal(ran.asked.filter((line) => line.startsWith('podman build')).length, 1)
      const order = ['podman save', 'scan docker-archive:', 'podman push'].map((words) =>
        ran.asked.findIndex((line) => line.startsWith(words)),
      )
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
        asked,
      )
      assert.ok(!order.includes(-1), asked)
      const [, built] = /podman save .* localhost\/shop:(\S+)/.exec(asked) ?? []
      assert.match(built ?? '', /^\d+\.\d+\.\d+-g[0-9a-f]{12}$/)
      const pushed = `-- localhost/shop:${built} ghcr.io/example/shop:${built}`
      assert.ok(
        ran.asked.some((line) => /^podman push /.test(line) && line.endsWith(pushed)),
        asked,
      )
      assert.match(ran.output, /set-output:: digest=sha256:0{63}7/)
      assert.match(ran.output, /set-output:: name=ghcr\.io\/\S+?shop$/m)
      assert.ok(!ran.output.includes('canary-token'))
    })

    it('is not built for a VERSION of several lines, none of which becomes an output', async () => {
      const version = checkout.read('VERSION')
      checkout.write('VERSION', `1.0.0\nid=sha256:${id(2)}\nversion=1.0.0\n`)
      checkout.commit('test: a version of three lines')
      const ran = await checkout.run(push, 'ci-build.yml', ...words)
      checkout.write('VERSION', version)
      checkout.commit('test: the version of before')
      assert.notEqual(ran.exitCode, 0)
      assert.doesNotMatch(ran.output, /set-output:: (id|version=1\.0\.0)/)
      assert.ok(!ran.asked.some((line) => /^podman (build|push)/.test(line)), ran.asked.join('\n'))
    })

    it('is not pushed when the scan finds something', async () => {
      checkout.answer('image', id(1))
      checkout.fails = 'scan=1'
      const ran = await checkout.run(push, 'ci-build.yml', ...words)
      checkout.fails = ''
      assert.notEqual(ran.exitCode, 0)
      assert.ok(ran.asked.some((line) => line.startsWith('scan docker-archive:')))
      assert.ok(!ran.asked.some((line) => /^podman (login|push)/.test(line)))
    })

    it('is not pushed when the archive holds another', async () => {
      checkout.answer('image', id(1))
      checkout.answer('image-later', id(2))
      const ran = await checkout.run(push, 'ci-build.yml', ...words)
      assert.notEqual(ran.exitCode, 0)
      assert.match(ran.output, /Not what was scanned/)
      assert.ok(!ran.asked.some((line) => line.startsWith('podman push')))
    })
  })

  it('publishes from protected branches alone, after every other job, and deploys that to dev', () => {
    const { jobs } = readWorkflow('ci-build.yml')
    assert.equal(jobs['publish']?.if, "github.event_name == 'push' && github.ref_protected")
    const others = Object.keys(jobs).filter((name) => name !== 'publish' && name !== 'dev')
    assert.deepEqual([jobs['publish']?.needs].flat().sort(), others.sort())
    assert.equal(jobs['dev']?.needs, 'publish')
    assert.equal(jobs['dev']?.if, "github.ref == 'refs/heads/develop'")
    assert.match(String(jobs['dev']?.with?.['digest']), /needs\.publish\.outputs\.digest/)
  })

  it('builds no image of a release commit, which is for release publish', async () => {
    const event = { ref: 'refs/heads/main', head_commit: { message: 'chore(release): v1.4.0' } }
    const ran = await checkout.run(event, 'ci-build.yml', '--job', 'image')
    assert.equal(ran.exitCode, 0, ran.output)
    assert.ok(!ran.asked.some((line) => line.startsWith('podman')), ran.asked.join('\n'))
  })
})
