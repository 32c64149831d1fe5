import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sandboxDown } from '../../src/sandbox/down.ts'
import { parts } from '../../src/sandbox/places.ts'
import { type SandboxStatus, sandboxStatus } from '../../src/sandbox/status.ts'
import { type SandboxFacts, sandboxUp } from '../../src/sandbox/up.ts'
import { realPorts } from '../sandbox/real-ports.ts'
import { awsQuery, texts, until } from './aws-query.ts'
import { settingsOf } from './sandbox-parts.ts'

const home = mkdtempSync(join(tmpdir(), 'opsctl-sandbox-'))
const settings = settingsOf({ ...process.env, XDG_STATE_HOME: home })
const state = `${home}/opsctl/sandbox`

describe('the sandbox on this machine', function () {
  this.timeout(400_000)
  let facts: SandboxFacts
  let hosts: string[] = []
  let group = ''
  let listener = ''
  let subnet = ''

  const ec2 = (action: string, parameters = {}) =>
    awsQuery(facts.endpoint, 'ec2', action, parameters)
  const elb = (action: string, parameters = {}) =>
    awsQuery(facts.endpoint, 'elasticloadbalancing', action, parameters)
  const status = (): Promise<SandboxStatus> => sandboxStatus(realPorts, settings)
  const stateOf = async (id: string) => (await status()).hosts.find((one) => one.id === id)?.state
  const inHost = (id: string, ...words: string[]) =>
    spawnSync(facts.engine, ['exec', id, ...words], { encoding: 'utf8' })
  /** As Ansible asks a host, with the environment that opsctl gives it. */
  const asAnsible = (id: string, ...words: string[]) =>
    spawnSync(
      join(settings.project, 'sandbox/connection/podman.sh'),
      [...['exec', '-i', '--user', 'root', id], ...words],
      { encoding: 'utf8', input: 'a line', env: { ...process.env, XDG_STATE_HOME: home } },
    )
  const told = (name: string): string =>
    execFileSync(facts.engine, ['container', 'inspect', name]).toString()
  const startedAt = (name: string): string => /"StartedAt": "([^"]+)"/.exec(told(name))?.[1] ?? ''
  const healthOf = async (id: string) => {
    const xml = await elb('DescribeTargetHealth', {
      TargetGroupArn: group,
      'Targets.member.1.Id': id,
      'Targets.member.1.Port': '3000',
    })
    return texts(xml, 'State')[0]
  }
  const page = async () => (await realPorts.loopback.http(`${facts.loadBalancer}/id`))?.body.trim()
  const kill = (name: string) => {
    const { pid } = JSON.parse(readFileSync(`${state}/run/${name}.json`, 'utf8')) as { pid: number }
    process.kill(pid, 'SIGKILL')
  }

  async function runInstances(count: number): Promise<string[]> {
    const some = String(count)
    const images = await ec2('DescribeImages', { 'Owner.1': '136693071363' })
    const xml = await ec2('RunInstances', {
      ImageId: texts(images, 'imageId')[0] ?? '',
      MinCount: some,
      MaxCount: some,
      SubnetId: subnet,
      InstanceType: 't3.micro',
    })
    return [...new Set(texts(xml, 'instanceId'))]
  }

  async function serve(id: string): Promise<void> {
    await until(`${id} running`, 60, async () => (await stateOf(id)) === 'running')
    await until(
      `${id} booted`,
      60,
      async () => inHost(id, 'systemctl', 'is-system-running').stdout.trim() === 'running',
    )
    const script = `mkdir -p /srv/www && echo ${id} > /srv/www/id && systemd-run --unit=web python3 -m http.server 3000 -d /srv/www`
    assert.equal(inHost(id, 'sh', '-c', script).status, 0)
  }

  before(async function () {
    const rootful = process.getuid?.() === 0 && spawnSync('podman', ['--version']).status === 0
    if (!rootful && spawnSync('docker', ['info']).status !== 0) {
      process.stderr.write('skipped: the sandbox needs podman as root, or docker\n')
      this.skip()
    }
    facts = await sandboxUp(realPorts, settings)
  })

  after(async () => {
    await sandboxDown(realPorts, settings)
    rmSync(home, { recursive: true, force: true })
  })

  it('changes nothing when it is up', async () => {
    const before = Object.values(parts).map((part) => startedAt(part.name))
    assert.deepEqual(await sandboxUp(realPorts, settings), facts)
    assert.deepEqual(
      Object.values(parts).map((part) => startedAt(part.name)),
      before,
    )
    assert.equal((await status()).up, true)
  })

  it('gives each instance a machine on its own address', async () => {
    const vpc = texts(await ec2('CreateVpc', { CidrBlock: '10.20.0.0/16' }), 'vpcId')[0] ?? ''
    const made = await ec2('CreateSubnet', {
      VpcId: vpc,
      CidrBlock: '10.20.0.0/24',
      AvailabilityZone: 'eu-west-3a',
    })
    const other = await ec2('CreateSubnet', {
      VpcId: vpc,
      CidrBlock: '10.20.1.0/24',
      AvailabilityZone: 'eu-west-3b',
    })
    subnet = texts(made, 'subnetId')[0] ?? ''
    const groupXml = await elb('CreateTargetGroup', {
      Name: 'blue',
      Protocol: 'HTTP',
      Port: '3000',
      VpcId: vpc,
      HealthCheckPath: '/id',
      HealthCheckIntervalSeconds: '5',
      HealthCheckTimeoutSeconds: '2',
      HealthyThresholdCount: '2',
      UnhealthyThresholdCount: '2',
    })
    group = texts(groupXml, 'TargetGroupArn')[0] ?? ''
    await elb('ModifyTargetGroupAttributes', {
      TargetGroupArn: group,
      'Attributes.member.1.Key': 'deregistration_delay.timeout_seconds',
      'Attributes.member.1.Value': '5',
    })
    const balancer = await elb('CreateLoadBalancer', {
      Name: 'shop',
      'Subnets.member.1': subnet,
      'Subnets.member.2': texts(other, 'subnetId')[0] ?? '',
    })
    const listenerXml = await elb('CreateListener', {
      LoadBalancerArn: texts(balancer, 'LoadBalancerArn')[0] ?? '',
      Port: '80',
      Protocol: 'HTTP',
      'DefaultActions.member.1.Type': 'forward',
      'DefaultActions.member.1.TargetGroupArn': group,
    })
    listener = texts(listenerXml, 'ListenerArn')[0] ?? ''
    assert.ok(listener)
    hosts = await runInstances(2)
    assert.equal(hosts.length, 2)
    for (const id of hosts) await serve(id)
    for (const host of (await status()).hosts) {
      const direct = await realPorts.loopback.http(`http://${host.address}:3000/id`)
      assert.equal(direct?.body.trim(), host.id)
    }
  })

  it('sends requests to the targets, and tells their health as HAProxy sees it', async () => {
    for (const id of hosts)
      await elb('RegisterTargets', {
        TargetGroupArn: group,
        'Targets.member.1.Id': id,
        'Targets.member.1.Port': '3000',
      })
    for (const id of hosts)
      await until(`${id} healthy`, 30, async () => (await healthOf(id)) === 'healthy')
    const seen = new Set<string | undefined>()
    for (let times = 0; times < 10; times += 1) seen.add(await page())
    assert.deepEqual([...seen].sort(), [...hosts].sort())
    const [first = ''] = hosts
    inHost(first, 'systemctl', 'stop', 'web')
    await until(`${first} unhealthy`, 30, async () => (await healthOf(first)) === 'unhealthy')
    // Five at a time: the machine's little web server has a queue of five and drops what is beyond it.
    const loads = new Set<string | undefined>()
    for (let round = 0; round < 10; round += 1) {
      for (const load of await Promise.all(Array.from({ length: 5 }, page))) loads.add(load)
    }
    assert.deepEqual([...loads], [hosts[1]])
  })

  it('stops and starts a machine, with its disk as it was', async () => {
    const [first = ''] = hosts
    await ec2('StopInstances', { 'InstanceId.1': first })
    await until('stopped', 40, async () => (await stateOf(first)) === 'exited')
    await ec2('StartInstances', { 'InstanceId.1': first })
    await until('running again', 40, async () => (await stateOf(first)) === 'running')
    assert.equal(inHost(first, 'cat', '/srv/www/id').stdout.trim(), first)
    const before = startedAt(first)
    await ec2('RebootInstances', { 'InstanceId.1': first })
    await until(
      'rebooted',
      40,
      async () => startedAt(first) !== before && (await stateOf(first)) === 'running',
    )
  })

  it('lets Ansible enter a machine without the engine, also once it has started anew', async function () {
    if (facts.engine !== 'podman') this.skip()
    const [first = ''] = hosts
    const asked = () => asAnsible(first, 'sh', '-c', 'cat; hostname; pwd; exit 7')
    const seen = asked()
    assert.deepEqual([seen.stdout, seen.status], [`a line${first}\n/\n`, 7], seen.stderr)
    const before = startedAt(first)
    await ec2('RebootInstances', { 'InstanceId.1': first })
    await until('rebooted', 40, async () => startedAt(first) !== before && asked().status === 7)
    assert.equal(asAnsible('i-nobody', 'true').status, 125)
  })

  it('shows an attached volume inside the machine', async () => {
    const [, second = ''] = hosts
    const made = await ec2('CreateVolume', { AvailabilityZone: 'eu-west-3a', Size: '1' })
    const volume = texts(made, 'volumeId')[0] ?? ''
    await ec2('AttachVolume', { VolumeId: volume, InstanceId: second, Device: '/dev/sdf' })
    assert.equal(inHost(second, 'sh', '-c', `echo data > /mnt/ebs/${volume}/file`).status, 0)
    await ec2('DetachVolume', { VolumeId: volume, InstanceId: second })
    assert.equal(inHost(second, 'ls', '/mnt/ebs').stdout, '')
    assert.equal(readFileSync(`${state}/world/volumes/${volume}/file`, 'utf8'), 'data\n')
  })

  it('brings back what was killed', async () => {
    const [, second = ''] = hosts
    const pid = Number(/"Pid": (\d+)/.exec(told(parts.balancer.name))?.[1])
    process.kill(pid, 'SIGKILL')
    execFileSync(facts.engine, ['kill', '--signal', 'KILL', second])
    await until('host back', 40, async () => (await stateOf(second)) === 'running')
    await serve(second)
    await until('load balancer answers', 40, async () => (await page()) === second)
    execFileSync(facts.engine, ['rm', '-f', parts.registry.name], { stdio: 'ignore' })
    kill('controller')
    kill('emulator')
    assert.deepEqual(await sandboxUp(realPorts, settings), facts)
    assert.equal((await status()).up, true)
    await until(
      `${second} healthy after the replay`,
      30,
      async () => (await healthOf(second)) === 'healthy',
    )
    assert.equal(await page(), second)
  })

  it('removes the machine of a terminated instance', async () => {
    const [first = ''] = hosts
    await ec2('TerminateInstances', { 'InstanceId.1': first })
    await until(
      'gone',
      40,
      async () => spawnSync(facts.engine, ['container', 'inspect', first]).status !== 0,
    )
  })

  it('leaves nothing behind, also when its processes were killed before', async () => {
    const names = execFileSync(facts.engine, [
      'ps',
      '-aq',
      '--no-trunc',
      '--filter',
      'label=opsctl.sandbox=1',
    ])
      .toString()
      .split('\n')
      .filter(Boolean)
    assert.ok(names.length >= 3)
    kill('controller')
    kill('emulator')
    const removed = await sandboxDown(realPorts, settings)
    assert.equal(removed.state, state)
    assert.equal(existsSync(state), false)
    const left = (args: string[]) => execFileSync(facts.engine, args).toString()
    assert.equal(left(['ps', '-aq', '--filter', 'label=opsctl.sandbox=1']), '')
    assert.doesNotMatch(left(['network', 'ls']), /opsctl-sandbox/)
    const mounts = readFileSync('/proc/mounts', 'utf8')
    for (const id of names) assert.ok(!mounts.includes(id) && !left(['volume', 'ls']).includes(id))
    const processes = execFileSync('ps', ['-eo', 'args=']).toString()
    assert.ok(!processes.includes(state), 'a process still names the state folder')
    assert.ok(!names.some((id) => processes.includes(id)), 'a container still has a process')
    assert.deepEqual(await sandboxDown(realPorts, settings), {
      processes: [],
      containers: [],
      network: false,
      state: null,
    })
  })
})
