import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { awsBalancer } from '../../src/adapters/aws-balancer.ts'
import { awsFleet } from '../../src/adapters/aws-fleet.ts'

const target = (arn: string, weight: number) =>
  `<member><TargetGroupArn>${arn}</TargetGroupArn><Weight>${weight}</Weight></member>`

const listeners = `<DescribeListenersResponse><DescribeListenersResult><Listeners><member>
  <ListenerArn>l</ListenerArn><DefaultActions>
    <member><Type>authenticate-oidc</Type><Order>1</Order></member>
    <member><Type>forward</Type><Order>2</Order><ForwardConfig>
      <TargetGroups>${target('tg-blue', 100)}${target('tg-green', 0)}</TargetGroups>
      <TargetGroupStickinessConfig><Enabled>true</Enabled><DurationSeconds>60</DurationSeconds>
      </TargetGroupStickinessConfig></ForwardConfig></member>
  </DefaultActions></member></Listeners></DescribeListenersResult></DescribeListenersResponse>`

const health = `<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>
  <member><Target><Id>i-1</Id></Target><TargetHealth><State>healthy</State></TargetHealth></member>
  <member><Target><Id>i-2</Id></Target><TargetHealth><State>unhealthy</State>
    <Reason>Target.Timeout</Reason><Description>Request timed out</Description></TargetHealth></member>
</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`

const groups = `<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>
  <member><AutoScalingGroupName>g</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>4</MaxSize>
  <DesiredCapacity>2</DesiredCapacity>
  <LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>3</Version></LaunchTemplate>
  <Instances>
    <member><InstanceId>i-1</InstanceId><LifecycleState>InService</LifecycleState></member>
    <member><InstanceId>i-2</InstanceId><LifecycleState>Pending:Wait</LifecycleState></member>
    <member><InstanceId>i-3</InstanceId><LifecycleState>Terminating</LifecycleState></member>
  </Instances></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`

const answers: Readonly<Record<string, string>> = {
  DescribeListeners: listeners,
  DescribeTargetHealth: health,
  ModifyListener: '<ModifyListenerResponse/>',
  DescribeAutoScalingGroups: groups,
  UpdateAutoScalingGroup: '<UpdateAutoScalingGroupResponse/>',
}

const throttled =
  '<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>'

/** A server that answers as AWS's query API does, after the mishaps that a test wants first. */
describe('load balancer and groups over the wire', () => {
  let server: Server
  let mishaps: ('throttle' | 'break' | 'lose')[] = []
  let asked: URLSearchParams[] = []
  const access = () => ({
    region: 'eu-west-3',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })

  before(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => {
        body += String(part)
      })
      request.on('end', () => {
        const words = new URLSearchParams(body)
        asked.push(words)
        const mishap = mishaps.shift()
        if (mishap === 'lose') return request.socket.destroy()
        if (mishap === 'throttle') return response.writeHead(400).end(throttled)
        if (mishap === 'break') return response.writeHead(503).end('')
        response.writeHead(200, { 'content-type': 'text/xml' })
        response.end(answers[words.get('Action') ?? ''])
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(() => server.close())
  beforeEach(() => {
    mishaps = []
    asked = []
  })

  it('moves the weights and keeps everything else of the listener', async () => {
    const balancer = awsBalancer(access())
    const view = await balancer.listener('l')
    assert.deepEqual(view.weights, { 'tg-blue': 100, 'tg-green': 0 })
    await balancer.setWeights(view, { 'tg-blue': 75, 'tg-green': 25 })
    const sent = Object.fromEntries(asked[1] ?? [])
    const forward = 'DefaultActions.member.2.ForwardConfig'
    assert.equal(sent['DefaultActions.member.1.Type'], 'authenticate-oidc')
    assert.equal(sent[`${forward}.TargetGroups.member.1.Weight`], '75')
    assert.equal(sent[`${forward}.TargetGroups.member.2.Weight`], '25')
    assert.equal(sent[`${forward}.TargetGroupStickinessConfig.DurationSeconds`], '60')
  })

  it('tells every target with the load balancer’s own words', async () => {
    assert.deepEqual(await awsBalancer(access()).health('tg'), [
      { id: 'i-1', state: 'healthy', reason: null },
      { id: 'i-2', state: 'unhealthy', reason: 'Target.Timeout: Request timed out' },
    ])
  })

  it('leaves out hosts that are on their way out', async () => {
    const group = await awsFleet(access()).group('g')
    assert.deepEqual(
      group.hosts.map(({ id, inService }) => [id, inService]),
      [
        ['i-1', true],
        ['i-2', false],
      ],
    )
    assert.deepEqual(group.launchTemplate, { id: 'lt-1', version: '3' })
  })

  it('outlasts throttling, errors of the service and lost replies, with the same request again', async function () {
    this.timeout(30_000)
    const balancer = awsBalancer(access())
    const view = await balancer.listener('l')
    mishaps = ['throttle', 'lose', 'break']
    await balancer.setWeights(view, { 'tg-blue': 0, 'tg-green': 100 })
    const written = asked.filter((words) => words.get('Action') === 'ModifyListener')
    assert.equal(written.length, 4)
    assert.equal(new Set(written.map(String)).size, 1)
    mishaps = ['lose', 'throttle']
    await awsFleet(access()).setCapacity('g', { min: 2, desired: 2 })
    assert.equal(asked.at(-1)?.get('MinSize'), '2')
  })
})
