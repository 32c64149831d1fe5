import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53'
import { realPorts } from '../sandbox/real-ports.ts'
import { EmulatedAws } from './emulated-aws.ts'
import { sandboxPython } from './sandbox-parts.ts'

let python = ''

describe('rollback.yml, for someone who has only Ansible at hand', function () {
  this.timeout(300_000)
  let aws: EmulatedAws
  let elb: ElasticLoadBalancingV2Client
  let ec2: EC2Client
  let subnets: string[] = []
  let vpc = ''
  let image = ''

  before(async () => {
    python = await sandboxPython()
    aws = await EmulatedAws.start(python)
    elb = new ElasticLoadBalancingV2Client(aws.access)
    ec2 = new EC2Client(aws.access)
    const made = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }))
    vpc = made.Vpc?.VpcId ?? ''
    for (const [zone, block] of ['10.20.0.0/24', '10.20.1.0/24'].entries()) {
      const AvailabilityZone = `eu-west-3${zone === 0 ? 'a' : 'b'}`
      const subnet = { VpcId: vpc, CidrBlock: block, AvailabilityZone }
      const { Subnet } = await ec2.send(new CreateSubnetCommand(subnet))
      subnets = [...subnets, Subnet?.SubnetId ?? '']
    }
    const images = await ec2.send(new DescribeImagesCommand({ Owners: ['136693071363'] }))
    image = images.Images?.[0]?.ImageId ?? ''
  })
  after(() => aws?.stop())

  const run = (...words: string[]) => aws.playbook(python, ...words)
  const changed = (text: string) => Number(/changed=(\d+)/.exec(text)?.[1])

  describe('by load balancer', () => {
    const arns: Record<string, string> = {}
    let listener = ''
    let host = ''

    const setWeights = (blue: number, green: number) =>
      elb.send(
        new ModifyListenerCommand({ ListenerArn: listener, DefaultActions: action(blue, green) }),
      )
    const action = (blue: number, green: number) => {
      const share = (colour: string, weight: number) => ({
        TargetGroupArn: arns[colour],
        Weight: weight,
      })
      return [
        {
          Type: 'forward' as const,
          ForwardConfig: { TargetGroups: [share('blue', blue), share('green', green)] },
        },
      ]
    }
    async function weights(): Promise<number[]> {
      const told = await elb.send(new DescribeListenersCommand({ ListenerArns: [listener] }))
      const groups = told.Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? []
      return groups.map((group) => group.Weight ?? -1)
    }
    const report = (health: object) =>
      realPorts.loopback.http(`${aws.endpoint}/_opsctl/target-health`, {
        method: 'PUT',
        body: health,
      })

    before(async () => {
      const balancer = await elb.send(
        new CreateLoadBalancerCommand({ Name: 'shop-test', Subnets: subnets }),
      )
      for (const colour of ['blue', 'green']) {
        const group = { Name: `shop-test-${colour}`, VpcId: vpc, Port: 3000 }
        const made = await elb.send(new CreateTargetGroupCommand({ ...group, Protocol: 'HTTP' }))
        arns[colour] = made.TargetGroups?.[0]?.TargetGroupArn ?? ''
      }
      const made = await elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: balancer.LoadBalancers?.[0]?.LoadBalancerArn,
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: action(5, 95),
        }),
      )
      listener = made.Listeners?.[0]?.ListenerArn ?? ''
      const some = { ImageId: image, MinCount: 1, MaxCount: 1, SubnetId: subnets[0] }
      const { Instances } = await ec2.send(new RunInstancesCommand(some))
      host = Instances?.[0]?.InstanceId ?? ''
      const targets = { TargetGroupArn: arns['blue'], Targets: [{ Id: host }] }
      await elb.send(new RegisterTargetsCommand(targets))
    })

    it('stops where no target of the way back is healthy, and changes nothing', async () => {
      await report({ [arns['blue'] ?? '']: { [host]: { state: 'unhealthy' } } })
      const { status, text } = await run('-e', 'rollback_to=blue')
      assert.equal(status, 2)
      assert.match(text, /no target of shop-test-blue is healthy \(unhealthy\)/)
      assert.deepEqual(await weights(), [5, 95])
    })

    it('says what it would do, does it, and a second run changes nothing', async () => {
      await report({ [arns['blue'] ?? '']: { [host]: { state: 'healthy' } } })
      assert.equal((await run('-e', 'rollback_to=blue', '--check')).status, 0)
      assert.deepEqual(await weights(), [5, 95])
      const { status, text } = await run('-e', 'rollback_to=blue')
      assert.deepEqual([status, changed(text), await weights()], [0, 1, [100, 0]], text)
      assert.equal(changed((await run('-e', 'rollback_to=blue')).text), 0)
    })

    it('takes no colour but the two, and no other way', async () => {
      await setWeights(5, 95)
      for (const words of [['rollback_to=red'], [], ['rollback_to=blue', 'rollback_by=magic']]) {
        const { status, text } = await run(...words.flatMap((word) => ['-e', word]))
        assert.deepEqual([status, /Nothing was changed/.test(text)], [2, true], text)
      }
      assert.deepEqual(await weights(), [5, 95])
    })
  })

  describe('by DNS', () => {
    let route53: Route53Client
    let zone = ''
    let service: Server
    let way: string[] = []

    before(async () => {
      service = createServer((asked, reply) => {
        reply.writeHead(asked.url === '/readyz' ? 200 : 404).end()
      })
      await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
      const port = (service.address() as AddressInfo).port
      way = ['rollback_by=dns', 'rollback_zone=example.com', `rollback_health_port=${port}`]
      route53 = new Route53Client(aws.access)
      const made = await route53.send(
        new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'test' }),
      )
      zone = made.HostedZone?.Id ?? ''
      // Nobody answers at 127.0.0.2.
      await record('blue', 0, '127.0.0.1')
      await record('green', 100, '127.0.0.2')
    })
    after(() => service?.close())

    const record = (colour: string, weight: number, address: string) =>
      route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: zone,
          ChangeBatch: {
            Changes: [
              {
                Action: 'UPSERT',
                ResourceRecordSet: {
                  Name: 'shop.example.com',
                  Type: 'A',
                  TTL: 30,
                  SetIdentifier: colour,
                  Weight: weight,
                  ResourceRecords: [{ Value: address }],
                },
              },
            ],
          },
        }),
      )
    async function weights(): Promise<Record<string, number | undefined>> {
      const told = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }))
      const own = told.ResourceRecordSets?.filter((set) => set.SetIdentifier !== undefined) ?? []
      return Object.fromEntries(own.map((set) => [set.SetIdentifier, set.Weight]))
    }
    const switchTo = (colour: string, name = 'shop.example.com') =>
      run(
        ...[`rollback_to=${colour}`, `rollback_record=${name}`, ...way].flatMap((one) => [
          '-e',
          one,
        ]),
      )

    it('moves both weights once the target answers, and a second run changes nothing', async () => {
      const { status, text } = await switchTo('blue')
      assert.equal(status, 0, text)
      assert.deepEqual(await weights(), { blue: 100, green: 0 })
      assert.equal(changed((await switchTo('blue')).text), 0)
    })

    it('changes nothing when the target does not answer, or the name is the zone itself', async () => {
      assert.equal((await switchTo('green')).status, 2)
      assert.match((await switchTo('blue', 'example.com')).text, /cannot be a weighted CNAME/)
      assert.deepEqual(await weights(), { blue: 100, green: 0 })
    })
  })

  describe('by Auto Scaling', () => {
    let scaling: AutoScalingClient
    before(async () => {
      scaling = new AutoScalingClient(aws.access)
      const template = { LaunchConfigurationName: 'shop', ImageId: image, InstanceType: 't3.micro' }
      await scaling.send(new CreateLaunchConfigurationCommand(template))
      for (const [colour, hosts] of [
        ['blue', 0],
        ['green', 2],
      ] as const) {
        await scaling.send(
          new CreateAutoScalingGroupCommand({
            AutoScalingGroupName: `shop-test-app-${colour}`,
            LaunchConfigurationName: 'shop',
            MinSize: hosts,
            DesiredCapacity: hosts,
            MaxSize: 2,
            VPCZoneIdentifier: subnets[0],
            TerminationPolicies: ['OldestInstance'],
          }),
        )
      }
    })

    async function sizes(): Promise<readonly (number | undefined)[]> {
      const told = await scaling.send(new DescribeAutoScalingGroupsCommand({}))
      const groups = told.AutoScalingGroups ?? []
      assert.ok(groups.every((group) => group.TerminationPolicies?.[0] === 'OldestInstance'))
      return groups.map((group) => group.DesiredCapacity)
    }
    const switchTo = (...words: string[]) =>
      run(
        ...['rollback_to=blue', 'rollback_by=autoscaling', ...words].flatMap((one) => ['-e', one]),
      )

    it('leaves the other colour alone when the new hosts do not serve', async () => {
      // The emulated hosts have no machine: nobody answers.
      assert.equal((await switchTo('rollback_probe_tries=1')).status, 2)
      assert.deepEqual(await sizes(), [2, 2])
    })

    it('raises the one, then lowers the other; a second run changes nothing', async () => {
      const { status, text } = await switchTo('rollback_probe=false')
      assert.equal(status, 0, text)
      assert.deepEqual(await sizes(), [2, 0])
      assert.equal(changed((await switchTo('rollback_probe=false')).text), 0)
    })
  })
})
