import assert from 'node:assert/strict'
import { existsSync, globSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CreateTagsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { lacking } from '../real-terraform/world.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { sandboxPython } from './sandbox-parts.ts'
import { EmulatedStack } from './stack-on-emulator.ts'

const home = process.env['HOME'] ?? ''
const hasTofu = (process.env['PATH'] ?? '')
  .split(':')
  .some((folder) => existsSync(join(folder, 'tofu')))

describe('OpenTofu instead of Terraform, on the emulator (skipped without tofu)', function () {
  this.timeout(1_800_000)
  let aws: EmulatedAws
  let stack: EmulatedStack

  before(async function () {
    if (lacking() !== null || !hasTofu) this.skip()
    aws = await EmulatedAws.start(await sandboxPython())
    stack = new EmulatedStack(aws, 'tofu')
    await stack.open()
    const mirror = mirrorFor(stack.world.folder)
    if (mirror !== null) stack.mirror(mirror)
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

/** OpenTofu looks for the same provider under its own registry's name; ours lies under Terraform's. */
function mirrorFor(folder: string): string | null {
  const [built] = globSync(
    join(home, '.terraform.d/plugins/registry.terraform.io/hashicorp/aws/*/*'),
  )
  if (built === undefined) return null
  const mirror = join(folder, 'mirror')
  const [version = '', platform = ''] = built.split('/').slice(-2)
  const to = join(mirror, 'registry.opentofu.org/hashicorp/aws', version, platform)
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(built, to)
  return mirror
}
