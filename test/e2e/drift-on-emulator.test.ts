import assert from 'node:assert/strict'
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DeleteVolumeCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { lacking } from '../real-terraform/world.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { sandboxPython } from './sandbox-parts.ts'
import { EmulatedStack } from './stack-on-emulator.ts'

const brief = (found: readonly { address: string; action: string }[]) =>
  found.map(({ address, action }) => `${action} ${address}`)

/** What somebody does by hand is found in the account, not made up in a plan. */
describe('infra drift on the emulator', function () {
  this.timeout(1_800_000)
  let aws: EmulatedAws
  let stack: EmulatedStack
  let ec2: EC2Client
  let volume = ''

  before(async function () {
    if (lacking() !== null) this.skip()
    aws = await EmulatedAws.start(await sandboxPython())
    ec2 = new EC2Client(aws.access)
    stack = new EmulatedStack(aws, 'terraform')
    await stack.open()
    const up = await stack.json('up', '--yes')
    assert.deepEqual([up.status, up.outcome], [0, 'done'], up.message)
    volume = (await stack.json('output')).outputs.volume.value
  })
  after(async () => {
    stack?.close()
    await aws?.stop()
  })

  it('names what was changed by hand, apart from what the code has changed since', async () => {
    const Tags = [{ Key: 'Name', Value: 'taken' }]
    await ec2.send(new CreateTagsCommand({ Resources: [volume], Tags }))
    stack.owner('bob')
    const found = await stack.json('drift')
    assert.deepEqual([found.status, found.drift], [3, true], found.message)
    assert.deepEqual(brief(found.outside), ['update aws_ebs_volume.data'])
    assert.deepEqual(
      found.outside[0].attributes.map((one: Record<string, unknown>) => Object.values(one)),
      [
        ['tags.Name', '"data"', '"taken"', false],
        ['tags_all.Name', '"data"', '"taken"', false],
      ],
    )
    assert.deepEqual(brief(found.pending), ['update aws_vpc.main'])
  })

  it('is silent about what was put back; what is pending alone is no drift', async () => {
    const Tags = [{ Key: 'Name' }]
    await ec2.send(new DeleteTagsCommand({ Resources: [volume], Tags }))
    const back = [{ Key: 'Name', Value: 'data' }]
    await ec2.send(new CreateTagsCommand({ Resources: [volume], Tags: back }))
    const { code, stdout } = await stack.run('drift')
    assert.equal(code, 0, stdout)
    assert.match(stdout, /^No drift: /)
    assert.match(stdout, /Not applied yet \(opsctl infra plan\): 1\n {2}~ aws_vpc\.main\n$/)
  })

  it('names what was deleted, and that it held data', async () => {
    await ec2.send(new DeleteVolumeCommand({ VolumeId: volume }))
    const { code, stdout } = await stack.run('drift')
    assert.equal(code, 3)
    assert.match(
      stdout,
      /^Changed outside of the code: 1\n {2}- aws_ebs_volume\.data {2}holds data\n/,
    )
  })
})
