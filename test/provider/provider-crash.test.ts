import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeVolumesCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { EmulatedAws } from '../e2e/emulated-aws.ts'
import { sandboxPython } from '../e2e/sandbox-parts.ts'
import { EmulatedStack } from '../e2e/stack-on-emulator.ts'
import { lacking } from '../real-terraform/world.ts'

/**
 * Between the VPC and the volume the AWS provider is killed, once: it is the other child of the very
 * Terraform whose child this shell is.
 */
const crash = (marker: string) => `
resource "terraform_data" "crash" {
  depends_on = [aws_vpc.main]
  provisioner "local-exec" {
    command = <<-EOT
      [ -e ${marker} ] && exit 0
      touch ${marker}
      for child in $(cat /proc/$PPID/task/*/children); do
        case $(readlink /proc/$child/exe) in *terraform-provider-aws*) kill -9 $child ;; esac
      done
    EOT
  }
}
`

describe('the AWS provider killed in the middle of an apply, on the emulator', function () {
  this.timeout(1_800_000)
  let aws: EmulatedAws
  let stack: EmulatedStack

  before(async function () {
    if (lacking() !== null) this.skip()
    aws = await EmulatedAws.start(await sandboxPython())
    stack = new EmulatedStack(aws, 'terraform')
    await stack.open()
  })
  after(async () => {
    stack?.close()
    await aws?.stop()
  })

  it('exit 1 in its words, nothing locked but the operation, and resume makes the rest once', async () => {
    const { folder } = stack.world
    const code = readFileSync(join(folder, 'infra/main.tf'), 'utf8')
    const marker = join(folder, 'crashed')
    const waits = code.replace(
      'size              = 8',
      'size       = 8\n  depends_on = [terraform_data.crash]',
    )
    stack.world.put('infra/main.tf', `${waits}${crash(marker)}`)
    const ended = await stack.run('up', '--yes')
    assert.equal(ended.code, 1, ended.stderr)
    assert.match(ended.stderr, /terraform apply failed \(exit 1\)/)
    assert.match(ended.stderr, /[Pp]lugin (did not respond|crashed)|transport|EOF|connection/)
    assert.match(ended.stderr, /^Now .*state says what was done/m)
    assert.match(ended.stderr, /opsctl resume/)
    const other = await stack.json('up', '--yes')
    assert.deepEqual([other.status, other.code], [4, 'UNFINISHED_OPERATION'], other.message)

    const resumed = await stack.command('resume', '--yes')
    assert.equal(resumed.status, 0, JSON.stringify(resumed))
    const ec2 = new EC2Client(aws.access)
    const named = { Filters: [{ Name: 'tag:Name', Values: ['main', 'data'] }] }
    assert.equal((await ec2.send(new DescribeVpcsCommand(named))).Vpcs?.length, 1)
    assert.equal((await ec2.send(new DescribeVolumesCommand(named))).Volumes?.length, 1)
    const plan = await stack.json('plan')
    assert.deepEqual([plan.status, plan.empty], [0, true], plan.message)
  })
})
