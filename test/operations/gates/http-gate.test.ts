import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpProbe } from '../../../src/adapters/http-probe.ts'
import { httpGate } from '../../../src/operations/gates/http-gate.ts'

const window = { seconds: 60, candidate: 'green', baseline: 'blue', weight: 5 } as const

describe('a gate that asks a URL', () => {
  let server: Server
  let base = ''
  let asked = 0
  before(async () => {
    server = createServer((request, reply) => {
      asked += 1
      const path = request.url ?? ''
      if (path === '/metadata')
        reply.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end()
      else if (path === '/mapped')
        reply.writeHead(302, { location: 'http://[::ffff:a9fe:a9fe]/' }).end()
      else if (path === '/onward') reply.writeHead(307, { location: '/good' }).end()
      else if (path === '/round') reply.writeHead(302, { location: '/round' }).end()
      else if (path === '/good') reply.end('ok')
      else if (path === '/never') return
      else reply.writeHead(path === '/third' && asked < 3 ? 200 : 503).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  beforeEach(() => {
    asked = 0
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  const judge = (url: string, at: string | null = base, timeoutMs = 2000) =>
    httpGate('http', { url, status: 200, timeoutMs, tries: 3 }, httpProbe(), async () => at).judge(
      window,
      new AbortController().signal,
    )

  it('passes when every try answers as expected, after redirects too', async () => {
    assert.equal((await judge('/good')).outcome, 'pass')
    assert.equal(asked, 3)
    assert.equal((await judge('/onward')).outcome, 'pass')
  })

  it('fails at the first other answer', async () => {
    const verdict = await judge('/third')
    assert.deepEqual(
      [verdict.outcome, verdict.reason],
      ['fail', 'try 3 of 3: HTTP 503, expected 200'],
    )
  })

  it('never follows to a metadata address, however it is written', async () => {
    for (const path of ['/metadata', '/mapped']) {
      const { outcome, reason } = await judge(path)
      assert.deepEqual([outcome, /metadata address/.test(reason)], ['fail', true], reason)
    }
  })

  it('never connects to a name of which one address is such', async () => {
    asked = 0
    const addresses: Record<string, string[]> = {
      'bad.example': ['127.0.0.1', '169.254.169.254'],
      'six.example': ['fe80::1'],
      'good.example': ['127.0.0.1'],
    }
    const port = new URL(base).port
    const probe = httpProbe((name, done) =>
      done(null, addresses[name]?.map((address) => ({ address, family: 4 })) ?? []),
    )
    const get = (name: string) =>
      probe.get(`http://${name}:${port}/good`, 2000, new AbortController().signal)
    assert.equal((await get('bad.example')).kind, 'refused')
    assert.equal((await get('six.example')).kind, 'refused')
    assert.equal(asked, 0)
    const good = await get('good.example')
    assert.deepEqual([good.kind, 'status' in good && good.status], ['answered', 200])
  })

  it('fails on a circle and on silence', async () => {
    assert.match((await judge('/round')).reason, /redirects/)
    const { outcome, reason } = await judge('/never', base, 100)
    assert.deepEqual([outcome, reason], ['fail', 'try 1 of 3: no answer in time'])
  })

  it('is inconclusive when the name or the load balancer is not known', async () => {
    assert.equal((await judge('http://nobody.invalid/')).outcome, 'inconclusive')
    assert.equal((await judge('/good', null)).outcome, 'inconclusive')
  })
})
