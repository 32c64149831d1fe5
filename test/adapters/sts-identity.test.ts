import assert from 'node:assert/strict'
import { stsIdentity } from '../../src/adapters/sts-identity.ts'
import { TinyAws } from '../doubles/tiny-aws.ts'

describe('asking STS who we are', () => {
  const aws = new TinyAws()
  let endpoint = ''
  before(async () => {
    endpoint = await aws.open()
  })
  after(() => aws.close())

  const ask = (fault: { status: number; code: string }) => {
    aws.fault = () => fault
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-real-key' }
    return stsIdentity({ region: 'eu-west-3', endpoint, credentials }).read()
  }

  for (const code of ['ExpiredToken', 'InvalidClientTokenId', 'SignatureDoesNotMatch']) {
    it(`calls credentials bad that are refused: ${code}`, async () => {
      await assert.rejects(ask({ status: 403, code }), { code: 'NO_CREDENTIALS', exitCode: 2 })
    })
  }

  it('sends nobody for new credentials while AWS is out of order', async () => {
    await assert.rejects(ask({ status: 503, code: 'ServiceUnavailable' }), {
      code: 'ACCOUNT_UNKNOWN',
      exitCode: 1,
    })
  })
})
