import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { AwsAccess } from '../../src/adapters/aws-access.ts'
import { backupPolicies } from '../../src/adapters/aws-backup-plans.ts'
import { dlmPolicies } from '../../src/adapters/aws-dlm-policies.ts'
import { awsDatabaseReader } from '../../src/adapters/aws-rds-instances.ts'
import { rdsSnapshotReader } from '../../src/adapters/aws-rds-snapshots.ts'
import { awsSnapshotReader, awsSnapshotWriter } from '../../src/adapters/aws-snapshots.ts'
import { roleAddresses } from '../../src/adapters/ec2-role-hosts.ts'
import { s3Documents } from '../../src/adapters/s3-documents.ts'
import { s3StateBucket } from '../../src/adapters/s3-state-bucket.ts'
import { stsIdentity } from '../../src/adapters/sts-identity.ts'

/** So long may anything wait for AWS before it is told that nothing came. */
const longest = 10 * 60_000

describe('a client of AWS', function () {
  this.timeout(60_000)
  let asked = 0
  let answerFrom = 0
  const server = createServer((_request, response) => {
    asked += 1
    if (asked >= answerFrom) response.setHeader('ETag', '"1"').end('here')
  })
  let access: AwsAccess

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
    access = { region: 'eu-west-3', endpoint: `http://127.0.0.1:${port}`, credentials }
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  afterEach(() => mock.timers.reset())

  /** How a call ends when time flies: what it gave or threw; null when it still waits after `longest`. */
  async function endOf(call: () => Promise<unknown>): Promise<unknown> {
    asked = 0
    mock.timers.enable({ apis: ['setTimeout'] })
    let end: unknown = null
    call().then(
      (value) => {
        end = value
      },
      (error: unknown) => {
        end = error
      },
    )
    for (let time = 0; time < longest && end === null; ) {
      // Real time for the request to get there: none of it is measured.
      for (let n = 0; n < 20; n++) await turn()
      const before = asked
      if (before === 0) continue
      mock.timers.tick(1_000)
      time += 1_000
    }
    mock.timers.reset()
    return end
  }

  it('asks again where an answer never comes', async () => {
    answerFrom = 2
    const client = { ...access, forcePathStyle: true }
    const documents = s3Documents({ bucket: 'state', prefix: '', client })
    assert.deepEqual(await endOf(() => documents.read('lock.json')), { body: 'here', tag: '"1"' })
    assert.equal(asked, 2)
  })

  const calls: Readonly<Record<string, (access: AwsAccess) => Promise<unknown>>> = {
    'EC2, of a snapshot': (at) => awsSnapshotReader(at).find('snap-0123456789abcdef0'),
    'EC2, to make a snapshot, which is never repeated': (at) =>
      awsSnapshotWriter(at).create('vol-0123456789abcdef0', 'x', {}),
    'EC2, of hosts': (at) => roleAddresses(at, 'shop', 'dev', 'app'),
    'RDS, of an instance': (at) => awsDatabaseReader(at).find('db'),
    'RDS, of a snapshot': (at) => rdsSnapshotReader(at).find('rds:x'),
    'AWS Backup': backupPolicies,
    DLM: dlmPolicies,
    STS: (at) => stsIdentity(at).read(),
    'S3, of the state bucket': async (at) => (await s3StateBucket(at, 'bucket')).exists(),
  }
  for (const [what, call] of Object.entries(calls)) {
    it(`gives up where no answer ever comes: ${what}`, async () => {
      answerFrom = Number.POSITIVE_INFINITY
      const end = await endOf(() => call(access))
      assert.ok(end instanceof Error, `it still waits after ${longest / 60_000} minutes`)
      assert.equal(asked, /never repeated/.test(what) ? 1 : 5)
    })
  }
})
