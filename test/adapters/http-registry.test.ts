import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpRegistry } from '../../src/adapters/http-registry.ts'

const digest = `sha256:${'a'.repeat(64)}`

describe('the image registry over the wire', () => {
  let server: Server
  let asked: string[] = []
  const at = () => `127.0.0.1:${(server.address() as AddressInfo).port}`
  const registry = (login: string | null = null) =>
    httpRegistry({ plainHttp: true, basic: async () => login })

  before(async () => {
    server = createServer(({ url = '', headers }, response) => {
      asked.push(url)
      const json = (body: object, more = {}) => {
        response.writeHead(200, { 'content-type': 'application/json', ...more })
        response.end(JSON.stringify(body))
      }
      if (url.startsWith('/v2/private/') && headers.authorization !== 'Basic dTpw') {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
      } else if (url.endsWith('/manifests/1.2.0')) {
        json({ config: { digest: 'sha256:cc' } }, { 'docker-content-digest': digest })
      } else if (url.endsWith('/manifests/many')) {
        json(
          {
            manifests: [
              { digest: 'sha256:arm', platform: { os: 'linux', architecture: 'arm64' } },
              { digest: 'sha256:amd', platform: { os: 'linux', architecture: 'amd64' } },
            ],
          },
          { 'docker-content-digest': digest },
        )
      } else if (url.endsWith('/manifests/sha256:amd')) json({ config: { digest: 'sha256:cc' } })
      else if (url.endsWith('/blobs/sha256:cc')) json({ config: { Labels: { a: 'b' } } })
      else if (url.endsWith('/manifests/broken')) response.writeHead(500).end()
      else response.writeHead(404).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(() => server.close())
  beforeEach(() => {
    asked = []
  })

  it('finds digest and labels of a version', async () => {
    const found = await registry().find(`${at()}/team/shop:1.2.0`)
    assert.deepEqual(found, { digest, labels: { a: 'b' } })
    assert.equal(asked[0], '/v2/team/shop/manifests/1.2.0')
  })

  it('takes the image for Linux on amd64 out of an index, and the index’s own digest', async () => {
    assert.deepEqual(await registry().find(`${at()}/shop:many`), { digest, labels: { a: 'b' } })
  })

  it('says null for what was never published', async () => {
    assert.equal(await registry().find(`${at()}/shop:9.9.9`), null)
    assert.equal(await registry().find(`${at()}/shop@${digest}`), null)
  })

  it('shows its login when asked for it, and only then', async () => {
    assert.ok(await registry('dTpw').find(`${at()}/private/shop:1.2.0`))
    await assert.rejects(registry().find(`${at()}/private/shop:1.2.0`), {
      code: 'REGISTRY_UNREACHABLE',
    })
  })

  it('never takes a registry that fails, or is away, for one without the image', async () => {
    for (const reference of [`${at()}/shop:broken`, '127.0.0.1:1/shop:1.2.0']) {
      await assert.rejects(registry().find(reference), {
        code: 'REGISTRY_UNREACHABLE',
        exitCode: 1,
      })
    }
  })
})
