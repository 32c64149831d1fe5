import assert from 'node:assert/strict'
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { isOnPath } from '../../src/adapters/programs.ts'
import { EmulatedAws } from '../e2e/emulated-aws.ts'
import { sandboxPython } from '../e2e/sandbox-parts.ts'
import { tofuMirror } from '../e2e/tofu-mirror.ts'
import { lacking } from '../real-terraform/world.ts'
import { WholeStack } from './whole-stack.ts'

const Bucket = 'shop-dev-tfstate'
const lockKey = 'shop/dev/terraform.tfstate.tflock'

/** Each `it` goes on where the last one ended. */
describe('the whole stack by OpenTofu, on the emulator (skipped without tofu)', function () {
  this.timeout(3_600_000)
  let aws: EmulatedAws
  let stack: WholeStack

  before(async function () {
    if (lacking() !== null || !isOnPath('tofu')) this.skip()
    aws = await EmulatedAws.start(await sandboxPython())
    stack = new WholeStack(aws, 'tofu')
    await stack.open()
    stack.more = tofuMirror(stack.world)
    const made = await stack.json('infra', 'bootstrap')
    assert.equal(made.status, 0, JSON.stringify(made))
  })
  after(async () => {
    stack?.close()
    await aws?.stop()
  })

  const s3 = () => new S3Client({ ...aws.access, forcePathStyle: true })
  const locked = async () => {
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket }))
    return Contents.some(({ Key }) => Key === lockKey)
  }

  it('is planned, and exactly that plan applied, once; then there is nothing to do', async () => {
    const plan = await stack.json('infra', 'plan', '--out', 'p.plan')
    assert.equal(plan.status, 0, plan.message)
    assert.ok(plan.plan.add > 70, `${plan.plan.add} to add`)
    const words = ['infra', 'up', '--plan', 'p.plan', '--yes']
    const up = await stack.json(...words)
    assert.deepEqual([up.status, up.outcome], [0, 'done'], JSON.stringify(up))
    const again = await stack.json(...words)
    assert.equal(again.code, 'PLAN_APPLIED')
    const after = await stack.json('infra', 'plan')
    assert.deepEqual([after.status, after.empty], [0, true], after.message)
  })

  it('shows whose lock is on the state, and takes it off when told', async () => {
    const lock = {
      ID: '0b2c6f0e-8f5c-4e1e-9d2a-0c5b1f7a6e11',
      Operation: 'OperationTypeApply',
      Info: '',
      Who: 'ann@elsewhere',
      Version: '1.12.6',
      Created: '2026-11-28T12:00:00.000000000Z',
      Path: `${Bucket}/shop/dev/terraform.tfstate`,
    }
    await s3().send(new PutObjectCommand({ Bucket, Key: lockKey, Body: JSON.stringify(lock) }))
    const plan = await stack.json('infra', 'plan')
    assert.equal(plan.status, 4, plan.message)
    assert.match(plan.message, /OpenTofu's state of dev.*ann@elsewhere/)
    const unlocked = await stack.json('infra', 'unlock', '--yes', '--confirm', 'dev')
    assert.equal(unlocked.status, 0, JSON.stringify(unlocked))
    assert.equal(await locked(), false)
  })

  it('goes down to the last resource', async () => {
    const down = await stack.json('infra', 'down', '--yes', '--confirm', 'dev')
    assert.deepEqual([down.status, down.outcome], [0, 'done'], JSON.stringify(down))
  })
})
