import assert from 'node:assert/strict'
import { CreateTagsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { isOnPath } from '../../src/adapters/programs.ts'
import { lacking } from '../real-terraform/world.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { sandboxPython } from './sandbox-parts.ts'
import { EmulatedStack } from './stack-on-emulator.ts'
import { tofuMirror } from './tofu-mirror.ts'

describe('OpenTofu instead of Terraform, on the emulator (skipped without tofu)', function () {
  this.timeout(1_800_000)
  let aws: EmulatedAws
  let stack: EmulatedStack

  before(async function () {
    if (lacking() !== null || !isOnPath('tofu')) this.skip()
    aws = await EmulatedAws.start(await sandboxPython())
    stack = new EmulatedStack(aws, 'tofu')
    await stack.open()
    stack.more = tofuMirror(stack.world)
  })
  after(async () => {
    stack?.close()
    await aws?.stop()
  })

  it('plans, applies exactly that plan once, finds what was changed by hand, and destroys', async () => {
    const plan = await stack.json('plan', '--out', 'p.plan')
    assert.deepEqual([plan.status, plan.plan.add], [0, 2], plan.message)
    const words = ['up', '--plan', 'p.plan', '--yes']
    const up = await stack.json(...words)
    assert.deepEqual([up.status, up.outcome], [0, 'done'], up.message)
    assert.equal((await stack.json(...words)).code, 'PLAN_APPLIED')
    const volume = (await stack.json('output')).outputs.volume.value
    const Tags = [{ Key: 'Name', Value: 'taken' }]
    await new EC2Client(aws.access).send(new CreateTagsCommand({ Resources: [volume], Tags }))
    const drift = await stack.json('drift')
    assert.deepEqual([drift.status, drift.outside[0]?.address], [3, 'aws_ebs_volume.data'])
    const down = await stack.json('down', '--yes', '--confirm', 'dev')
    assert.deepEqual([down.status, down.outcome], [0, 'done'], down.message)
  })
})
