import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AutoScalingClient, SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { relay } from '../../../src/adapters/relay.ts'
import type { ApiFault } from '../../../src/sandbox/faults/fault.ts'
import { runRelay } from '../../../src/sandbox/faults/relay-daemon.ts'
import { writeFaults } from '../../../src/sandbox/faults/store.ts'
import { realPorts } from '../real-ports.ts'
import { calm } from './calm.ts'

/** The AWS SDK, as opsctl uses it, through the relay to a server that keeps what it was asked. */
describe('the relay, with the AWS SDK and real sockets', function () {
  this.timeout(20_000)
  const state = mkdtempSync(join(tmpdir(), 'opsctl-relay-'))
  const stop = new AbortController()
  const carriedOut: string[] = []
  let emulator: Server
  let done: Promise<void>
  let endpoint = ''

  const access = () => ({
    endpoint,
    region: 'eu-west-3',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  })
  const ec2 = (maxAttempts = 1) => new EC2Client({ ...access(), maxAttempts })
  const terminate = () => new TerminateInstancesCommand({ InstanceIds: ['i-1'] })
  const look = () => new DescribeInstancesCommand({})

  before(async () => {
    emulator = createServer(async (asked, reply) => {
      const body = await textOf(asked)
      const action = new URLSearchParams(body).get('Action')
      carriedOut.push(action ?? `${asked.method} ${asked.url?.split('?')[0]} ${body}`)
      if (asked.url === '/_opsctl/health') reply.end('{}')
      else if (action?.startsWith('SetDesired')) reply.end('<SetDesiredCapacityResponse/>')
      else if (action !== null)
        reply.end(`<${action}Response><requestId>1</requestId></${action}Response>`)
      else reply.writeHead(200, { etag: '"1"' }).end('content')
    })
    await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve))
    const port = await realPorts.loopback.freePort(0)
    endpoint = `http://127.0.0.1:${port}`
    const ports = { emulator: (emulator.address() as AddressInfo).port, relay: port }
    await realPorts.files.write(join(state, 'sandbox.json'), JSON.stringify({ ports }))
    done = runRelay(realPorts, relay, state, stop.signal)
    while ((await realPorts.loopback.http(`${endpoint}/_opsctl/health`)) === null);
  })
  after(async () => {
    stop.abort()
    await done
    emulator.close()
    rmSync(state, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await set()
    carriedOut.length = 0
  })

  async function set(...faults: Partial<ApiFault>[]): Promise<void> {
    const whole = faults.map((fault, index) => ({ ...base, id: `f${index + 1}`, ...fault }))
    await writeFaults(realPorts.files, state, [])
    // The planner forgets a fault when it sees a request without it.
    await realPorts.loopback.http(`${endpoint}/latest/none`)
    await writeFaults(realPorts.files, state, whole)
    carriedOut.length = 0
  }

  const failure = async (asking: Promise<unknown>): Promise<string> => {
    try {
      await asking
    } catch (error) {
      return (error as Error).name
    }
    return 'answered'
  }

  it('passes everything on as it came, bodies and answers too', async () => {
    assert.equal(await failure(ec2().send(look())), 'answered')
    const s3 = new S3Client({ ...access(), forcePathStyle: true })
    await s3.send(new PutObjectCommand({ Bucket: 'shop', Key: 'a b', Body: 'x'.repeat(70_000) }))
    const got = await s3.send(new GetObjectCommand({ Bucket: 'shop', Key: 'a b' }))
    assert.equal(await got.Body?.transformToString(), 'content')
    assert.equal(carriedOut[0], 'DescribeInstances')
    assert.match(carriedOut[1] ?? '', /^PUT \/shop\/a%20b .{0,40}x{70000}/s)
  })

  it('throttles in the words of each service, and carries nothing out', async () => {
    await set({ kind: 'throttle' })
    const scaling = new AutoScalingClient(access())
    const desired = { AutoScalingGroupName: 'shop', DesiredCapacity: 2 }
    const s3 = new S3Client({ ...access(), forcePathStyle: true })
    assert.deepEqual(
      [
        await failure(ec2().send(look())),
        await failure(scaling.send(new SetDesiredCapacityCommand(desired))),
        await failure(s3.send(new GetObjectCommand({ Bucket: 'shop', Key: 'a' }))),
      ],
      ['RequestLimitExceeded', 'Throttling', 'SlowDown'],
    )
    assert.deepEqual(carriedOut, [])
  })

  it('is survived by a client that retries, when a part of the calls is throttled', async () => {
    await set({ kind: 'throttle', rate: 0.3 })
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => failure(ec2(10).send(look()))),
    )
    assert.ok(answers.every((answer) => answer === 'answered'))
    assert.equal(carriedOut.length, 12)
  })

  it('answers 5xx', async () => {
    await set({ kind: 'error' })
    assert.equal(await failure(ec2().send(look())), 'InternalError')
  })

  it('loses a reply only after the request was carried out', async () => {
    await set({ kind: 'lost-reply', changing: true })
    assert.notEqual(await failure(ec2().send(terminate())), 'answered')
    assert.deepEqual(carriedOut, ['TerminateInstances'])
    assert.equal(await failure(ec2().send(look())), 'answered')
  })

  it('loses the reply to the first try alone: the retry makes it twice', async () => {
    await set({ kind: 'lost-reply', once: true })
    assert.equal(await failure(ec2(3).send(terminate())), 'answered')
    assert.deepEqual(carriedOut, ['TerminateInstances', 'TerminateInstances'])
  })

  it('lets credentials expire after so many calls, and no retry helps', async () => {
    await set({ kind: 'expired', after: 2 })
    const answers = [1, 2, 3].map(() => () => failure(ec2(3).send(look())))
    const seen: string[] = []
    for (const ask of answers) seen.push(await ask())
    assert.deepEqual(seen, ['answered', 'answered', 'ExpiredToken'])
  })

  it('delays', async () => {
    await set({ kind: 'latency', milliseconds: 300 })
    const begin = Date.now()
    assert.equal(await failure(ec2().send(look())), 'answered')
    assert.ok(Date.now() - begin >= 300)
  })

  it('tells how often each fault has hit, and never harms the sandbox itself', async () => {
    await set({ kind: 'error' }, { kind: 'error', on: 's3:*' })
    await failure(ec2().send(look()))
    assert.equal((await realPorts.loopback.http(`${endpoint}/_opsctl/health`))?.status, 200)
    const hits = await realPorts.loopback.http(`${endpoint}/_opsctl/faults`)
    assert.deepEqual(JSON.parse(hits?.body ?? ''), { f1: 1, f2: 0 })
  })
})

const base: ApiFault = { ...calm, id: 'f1', kind: 'throttle', seed: 3 }

async function textOf(asked: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of asked) text += part
  return text
}
