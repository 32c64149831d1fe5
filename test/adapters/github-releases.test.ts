import assert from 'node:assert/strict'
import { githubReleases } from '../../src/adapters/github-releases.ts'
import { OpsctlError } from '../../src/errors/index.ts'
import { GithubServer } from '../doubles/github-server.ts'

describe('releases through the API of GitHub', function () {
  // Octokit waits before it asks again.
  this.timeout(60_000)
  const server = new GithubServer()
  before(() => server.start())
  after(() => server.stop())
  afterEach(() => {
    server.forget()
    server.releases.length = 0
  })

  const reach = (more: { apiUrl?: string; token?: string | null } = {}) =>
    githubReleases({
      apiUrl: server.url,
      token: server.token,
      repository: 'acme/shop',
      signal: new AbortController().signal,
      ...more,
    })
  const draft = { tag: 'v1.0.0', notes: '## 1.0.0', prerelease: true }
  const content = new TextEncoder().encode('sources')
  const refused =
    (code: string, words: RegExp, exitCode = 1) =>
    (error: unknown) => {
      assert.ok(error instanceof OpsctlError, String(error))
      assert.deepEqual([error.code, error.exitCode], [code, exitCode], error.message)
      assert.match(error.message, words)
      assert.ok(error.next.length > 0)
      assert.ok(!JSON.stringify([error.message, error.next]).includes(server.token))
      return true
    }

  it('are a draft with its files first, and then to be seen', async () => {
    const github = reach()
    assert.equal(await github.find('v1.0.0'), null)
    const made = await github.createDraft(draft)
    await github.upload(made, { name: 'a b+c.tgz', content })
    const found = await github.find('v1.0.0')
    assert.deepEqual([found?.id, found?.draft], [made.id, true])
    const [asset] = found?.assets ?? []
    assert.deepEqual([asset?.name, asset?.uploaded, asset?.sizeBytes], ['a b+c.tgz', true, 7])
    assert.match(asset?.digest ?? '', /^sha256:[0-9a-f]{64}$/)
    assert.equal((await github.publish(made)).draft, false)
    assert.equal((await github.find('v1.0.0'))?.draft, false)
    assert.equal(server.releases[0]?.prerelease, true)
  })

  it('are found as drafts on later pages, and of several drafts the oldest', async () => {
    const github = reach()
    const oldest = await github.createDraft(draft)
    await github.createDraft(draft)
    const [second, first] = server.releases
    assert.ok(first && second)
    const other = { ...first, tag_name: 'v0.0.1' }
    server.releases.unshift(...Array.from({ length: 150 }, () => other))
    assert.equal((await github.find('v1.0.0'))?.id, oldest.id)
    assert.equal(await github.find('v7.0.0'), null)
  })

  it('are asked for again when the server stumbles, and changed no second time', async () => {
    const broken = { status: 502, body: { message: 'Bad gateway' } }
    server.fail({ on: /^GET .*\/tags\//, at: 'before', how: broken })
    assert.equal(await reach().find('v1.0.0'), null)
    assert.equal(server.seen.filter((line) => line.includes('/tags/')).length, 2)
    server.fail({ on: /^POST/, at: 'before', how: broken })
    await assert.rejects(reach().createDraft(draft), refused('GITHUB_UNAVAILABLE', /Bad gateway/))
    server.fail({ on: /^POST/, at: 'after', how: 'drop' })
    await assert.rejects(reach().createDraft(draft), refused('GITHUB_UNAVAILABLE', /make/))
    assert.equal(server.seen.filter((line) => line.startsWith('POST')).length, 2)
    assert.equal(server.releases.length, 1)
  })

  it('say how long a limit lasts, in each way that GitHub says it', async () => {
    const body = { message: 'slow down' }
    const soon = String(Math.floor(Date.now() / 1000) + 90)
    const limits = [
      [{ status: 429, headers: { 'retry-after': '7' }, body }, 7, 7],
      [
        { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon }, body },
        1,
        91,
      ],
      [{ status: 429, body }, 60, 60],
    ] as const
    for (const [how, least, most] of limits) {
      server.fail({ on: /^POST/, at: 'before', how })
      await assert.rejects(reach().createDraft(draft), (error) => {
        refused('GITHUB_LIMITED', /rate limit/)(error)
        const seconds = Number((error as OpsctlError).details['seconds'])
        return seconds >= least && seconds <= most
      })
    }
    server.fail({ on: /^POST/, at: 'before', how: { status: 403, body: { message: 'no' } } })
    await assert.rejects(reach().createDraft(draft), refused('GITHUB_REFUSED', /403.*no/))
  })

  it('send no file, and no token, where an answer of the API wants them', async () => {
    const made = await reach().createDraft(draft)
    for (const uploadUrl of [
      'https://uploads.example.org/assets{?name,label}',
      `https://127.0.0.1:${new URL(server.url).port}/assets`,
      'http://127.0.0.1:1/assets',
    ]) {
      await assert.rejects(
        reach().upload({ ...made, uploadUrl }, { name: 'a', content }),
        refused('GITHUB_REFUSED', /another host/),
      )
    }
    assert.equal(server.seen.filter((line) => line.endsWith('/assets')).length, 0)
  })

  it('are asked with a token alone, and at an address that may get it', async () => {
    await assert.rejects(
      reach({ token: null }).find('v1.0.0'),
      refused('GITHUB_TOKEN_MISSING', /GITHUB_TOKEN/, 2),
    )
    for (const apiUrl of ['http://api.example.org', 'file:///etc', 'nonsense', 'https://a@b.c']) {
      await assert.rejects(reach({ apiUrl }).find('v1.0.0'), refused('BAD_INPUT', /API_URL/, 2))
    }
    await assert.rejects(
      reach({ token: 'another' }).find('v1.0.0'),
      refused('GITHUB_REFUSED', /401/),
    )
    assert.deepEqual(
      server.seen.map((line) => line.split(' ')[0]),
      ['GET'],
    )
  })
})
