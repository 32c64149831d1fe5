import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { awsFleet } from '../../src/adapters/aws-fleet.ts'
import { relay } from '../../src/adapters/relay.ts'
import { s3Documents } from '../../src/adapters/s3-documents.ts'
import type { Stack } from '../../src/domain/deployment/stack.ts'
import { type Colour, colours } from '../../src/domain/traffic/colour.ts'
import type { Documents } from '../../src/ports/documents.ts'
import type { FleetReader, FleetWriter } from '../../src/ports/fleet.ts'
import type { ApiFault } from '../../src/sandbox/faults/fault.ts'
import { runRelay } from '../../src/sandbox/faults/relay-daemon.ts'
import { writeFaults } from '../../src/sandbox/faults/store.ts'
import type { Cloud } from '../doubles/cloud.ts'
import { calm } from '../sandbox/faults/calm.ts'
import { realPorts } from '../sandbox/real-ports.ts'
import type { EmulatedAws } from './emulated-aws.ts'

/**
 * Two colours behind a listener in the emulator, reached through the relay, so that faults can be
 * set. The machines are those of a `Cloud`: whatever Auto Scaling starts is one of its hosts, and
 * target health is what it says of them.
 */
export class EmulatedCloud {
  readonly stack: Stack
  readonly #aws: EmulatedAws
  readonly #stop = new AbortController()
  readonly #state = mkdtempSync(join(tmpdir(), 'opsctl-faults-'))
  #cloud: Cloud | null = null
  #relayPort = 0
  #running: Promise<unknown> = Promise.resolve()

  private constructor(aws: EmulatedAws, stack: Stack) {
    this.#aws = aws
    this.stack = stack
  }

  /** @param name a prefix of its own for each test. */
  static async make(aws: EmulatedAws, name: string): Promise<EmulatedCloud> {
    const made = new EmulatedCloud(aws, await stackOf(aws, name))
    made.#relayPort = await realPorts.loopback.freePort(0)
    const ports = { emulator: Number(new URL(aws.endpoint).port), relay: made.#relayPort }
    await realPorts.files.write(join(made.#state, 'sandbox.json'), JSON.stringify({ ports }))
    const { signal } = made.#stop
    made.#running = runRelay(realPorts, relay, made.#state, signal)
    return made
  }

  /** What opsctl's adapters get: the endpoint is the relay's. */
  get access() {
    return { ...this.#aws.access, endpoint: `http://127.0.0.1:${this.#relayPort}` }
  }

  /** Keeps the hosts of `cloud` as Auto Scaling says, and target health as they are. */
  async follow(cloud: Cloud, serving: string): Promise<void> {
    this.#cloud = cloud
    cloud.groups.blue.hosts = []
    await this.#look()
    for (const host of cloud.groups.blue.hosts) cloud.configure(host, serving)
    await this.#look()
    this.#running = Promise.all([this.#running, this.#tend()])
  }

  /** The fleet as opsctl asks it. A host that it has been told of is a machine at once. */
  get fleet(): FleetReader & FleetWriter {
    const fleet = awsFleet(this.access)
    return {
      ...fleet,
      group: async (name) => {
        const view = await fleet.group(name)
        const colour = colours.find((one) => this.stack.groups[one] === name) ?? 'blue'
        this.#machines(
          colour,
          view.hosts.map(({ id }) => id),
        )
        return view
      },
    }
  }

  async set(...faults: (Partial<ApiFault> & Pick<ApiFault, 'kind'>)[]): Promise<void> {
    const whole = faults.map((fault, index) => ({ ...calm, ...fault, id: `f${index + 1}` }))
    await writeFaults(realPorts.files, this.#state, whole)
  }

  /** Documents in a new bucket of this name, written through the relay. */
  async stateBucket(name: string): Promise<Documents> {
    const s3 = new S3Client({ ...this.#aws.access, forcePathStyle: true })
    const region = { LocationConstraint: 'eu-west-3' } as const
    await s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: region }))
    const client = { ...this.access, forcePathStyle: true }
    return s3Documents({ bucket: name, prefix: 'shop/prod/', client })
  }

  /** How often each fault has hit. */
  async hits(): Promise<readonly number[]> {
    const answer = await realPorts.loopback.http(`${this.access.endpoint}/_opsctl/faults`)
    return Object.values(JSON.parse(answer?.body ?? '{}'))
  }

  /** As the emulator has it, faults or not. */
  async weights(): Promise<Record<Colour, number>> {
    const elb = new ElasticLoadBalancingV2Client(this.#aws.access)
    const told = await elb.send(
      new DescribeListenersCommand({ ListenerArns: [this.stack.listener] }),
    )
    const groups = told.Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? []
    const of = (colour: Colour) =>
      groups.find((one) => one.TargetGroupArn === this.stack.targetGroups[colour])?.Weight ?? -1
    return { blue: of('blue'), green: of('green') }
  }

  /** Ids of the hosts that Auto Scaling has, by colour. */
  async hosts(colour: Colour): Promise<readonly string[]> {
    const scaling = new AutoScalingClient(this.#aws.access)
    const question = { AutoScalingGroupNames: [this.stack.groups[colour]] }
    const told = await scaling.send(new DescribeAutoScalingGroupsCommand(question))
    const instances = told.AutoScalingGroups?.[0]?.Instances ?? []
    return instances.flatMap(({ InstanceId: id, LifecycleState: state }) =>
      id !== undefined && state === 'InService' ? [id] : [],
    )
  }

  async terminate(id: string): Promise<void> {
    await new EC2Client(this.#aws.access).send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  }

  async end(): Promise<void> {
    this.#stop.abort()
    await this.#running
    rmSync(this.#state, { recursive: true, force: true })
  }

  async #tend(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#look()
      await realPorts.clock.sleep(150, this.#stop.signal)
    }
  }

  #machines(colour: Colour, ids: readonly string[]): void {
    const group = this.#cloud?.groups[colour]
    if (group === undefined) return
    const fresh = { digest: '', configuration: '', complete: false }
    group.hosts = ids.map((id) => group.hosts.find((one) => one.id === id) ?? { id, ...fresh })
  }

  async #look(): Promise<void> {
    const cloud = this.#cloud
    if (cloud === null) return
    const report: Record<string, Record<string, { state: string }>> = {}
    for (const colour of colours) {
      this.#machines(colour, await this.hosts(colour))
      const healths = cloud.groups[colour].hosts.map(({ id, digest }) => {
        const good = digest !== '' && !cloud.sick.has(digest)
        return [id, { state: good ? 'healthy' : 'unhealthy' }] as const
      })
      report[this.stack.targetGroups[colour]] = Object.fromEntries(healths)
    }
    const url = `${this.#aws.endpoint}/_opsctl/target-health`
    await realPorts.loopback.http(url, { method: 'PUT', body: report })
  }
}

async function stackOf(aws: EmulatedAws, name: string): Promise<Stack> {
  const ec2 = new EC2Client(aws.access)
  const elb = new ElasticLoadBalancingV2Client(aws.access)
  const scaling = new AutoScalingClient(aws.access)
  const vpc = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }))).Vpc?.VpcId
  const subnets: string[] = []
  for (const [zone, CidrBlock] of [
    ['a', '10.20.0.0/24'],
    ['b', '10.20.1.0/24'],
  ] as const) {
    const AvailabilityZone = `eu-west-3${zone}`
    const made = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpc, CidrBlock, AvailabilityZone }),
    )
    subnets.push(made.Subnet?.SubnetId ?? '')
  }
  const images = await ec2.send(new DescribeImagesCommand({ Owners: ['136693071363'] }))
  const ImageId = images.Images?.[0]?.ImageId
  const balancer = await elb.send(new CreateLoadBalancerCommand({ Name: name, Subnets: subnets }))
  const targetGroups = { blue: '', green: '' }
  const groups = { blue: `${name}-app-blue`, green: `${name}-app-green` }
  for (const [colour, hosts] of [
    ['blue', 2],
    ['green', 0],
  ] as const) {
    const port = { Port: 3000, Protocol: 'HTTP' as const, VpcId: vpc }
    const made = await elb.send(
      new CreateTargetGroupCommand({ Name: `${name}-${colour}`, ...port }),
    )
    targetGroups[colour] = made.TargetGroups?.[0]?.TargetGroupArn ?? ''
    const LaunchTemplateName = groups[colour]
    const LaunchTemplateData = { ImageId, InstanceType: 't3.micro' as const }
    const template = { LaunchTemplateName, LaunchTemplateData }
    const { LaunchTemplate } = await ec2.send(new CreateLaunchTemplateCommand(template))
    await scaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: groups[colour],
        LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId, Version: '1' },
        MinSize: hosts,
        DesiredCapacity: hosts,
        MaxSize: 4,
        VPCZoneIdentifier: subnets.join(','),
        TargetGroupARNs: [targetGroups[colour]],
      }),
    )
  }
  const shares = colours.map((colour) => ({
    TargetGroupArn: targetGroups[colour],
    Weight: colour === 'blue' ? 100 : 0,
  }))
  const listener = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: shares } }],
    }),
  )
  const arn = listener.Listeners?.[0]?.ListenerArn ?? ''
  return { listener: arn, targetGroups, groups, variables: {} }
}
