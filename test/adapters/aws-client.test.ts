import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { s3Documents } from '../../src/adapters/s3-documents.ts'

describe('a client of AWS', function () {
  this.timeout(60_000)

  it('asks again where an answer never comes', async () => {
    let asked = 0
    const server = createServer((_request, response) => {
      asked += 1
      if (asked > 1) response.setHeader('ETag', '"1"').end('here')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client = {
      region: 'eu-west-3',
      endpoint: `http://127.0.0.1:${port}`,
      forcePathStyle: true,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    }
    try {
      const documents = s3Documents({ bucket: 'state', prefix: '', client })
      assert.deepEqual(await documents.read('lock.json'), { body: 'here', tag: '"1"' })
      assert.equal(asked, 2)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
