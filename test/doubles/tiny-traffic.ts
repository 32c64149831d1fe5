import type { Colour } from '../../src/domain/traffic/colour.ts'
import { TinyAws } from './tiny-aws.ts'

const elb = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/'
const scaling = 'http://autoscaling.amazonaws.com/doc/2011-01-01/'
const arn = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-3:111111111111:${rest}`

/**
 * As much of load balancing and Auto Scaling as a rollback needs before its first weight moves: two
 * groups of two healthy hosts behind a listener, with S3 for lock and ledger. Answers at once.
 */
export class TinyTraffic extends TinyAws {
  weights: Record<Colour, number> = { blue: 0, green: 100 }
  readonly sizes: Record<Colour, number> = { blue: 2, green: 2 }
  /** Called when the listener is told other weights, before the answer. */
  onMove: () => void = () => {}

  readonly stack = {
    listener: arn('listener/app/shop-dev/1/2'),
    targetGroups: {
      blue: arn('targetgroup/shop-dev-blue/1'),
      green: arn('targetgroup/shop-dev-green/2'),
    },
    groups: { blue: 'shop-dev-app-blue', green: 'shop-dev-app-green' },
    variables: {},
  }

  hosts(colour: Colour): readonly string[] {
    return Array.from({ length: this.sizes[colour] }, (_, n) => `i-${colour}${n + 1}`)
  }

  protected override query(asked: URLSearchParams): string | null {
    const action = asked.get('Action') ?? ''
    switch (action) {
      case 'DescribeListeners':
        return reply(elb, action, `<Listeners><member>${this.#listener()}</member></Listeners>`)
      case 'DescribeTargetHealth': {
        const colour =
          asked.get('TargetGroupArn') === this.stack.targetGroups.blue ? 'blue' : 'green'
        const members = this.hosts(colour).map(
          (id) =>
            `<member><Target><Id>${id}</Id></Target><TargetHealth><State>healthy</State></TargetHealth></member>`,
        )
        const list = `<TargetHealthDescriptions>${members.join('')}</TargetHealthDescriptions>`
        return reply(elb, action, list)
      }
      case 'DescribeAutoScalingGroups': {
        const name = asked.get('AutoScalingGroupNames.member.1') ?? ''
        const group = this.#group(name, name.endsWith('blue') ? 'blue' : 'green')
        return reply(scaling, action, `<AutoScalingGroups>${group}</AutoScalingGroups>`)
      }
      case 'ModifyListener':
        this.onMove()
        this.#move(asked)
        return reply(elb, action, '<Listeners/>')
      case 'UpdateAutoScalingGroup': {
        const colour = asked.get('AutoScalingGroupName')?.endsWith('blue') ? 'blue' : 'green'
        this.sizes[colour] = Number(asked.get('DesiredCapacity'))
        return reply(scaling, action, '')
      }
      default:
        return null
    }
  }

  #move(asked: URLSearchParams): void {
    const groups = 'DefaultActions.member.1.ForwardConfig.TargetGroups.member'
    for (const n of [1, 2]) {
      const blue = asked.get(`${groups}.${n}.TargetGroupArn`) === this.stack.targetGroups.blue
      this.weights[blue ? 'blue' : 'green'] = Number(asked.get(`${groups}.${n}.Weight`))
    }
  }

  #listener(): string {
    const groups = (['blue', 'green'] as const).map(
      (colour) =>
        `<member><TargetGroupArn>${this.stack.targetGroups[colour]}</TargetGroupArn><Weight>${this.weights[colour]}</Weight></member>`,
    )
    const config = `<ForwardConfig><TargetGroups>${groups.join('')}</TargetGroups></ForwardConfig>`
    const actions = `<member><Type>forward</Type>${config}</member>`
    return `<ListenerArn>${this.stack.listener}</ListenerArn><DefaultActions>${actions}</DefaultActions>`
  }

  #group(name: string, colour: Colour): string {
    const template =
      '<LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>1</Version></LaunchTemplate>'
    const hosts = this.hosts(colour).map(
      (id) =>
        `<member><InstanceId>${id}</InstanceId><LifecycleState>InService</LifecycleState></member>`,
    )
    const size = this.sizes[colour]
    const sizes = `<MinSize>${size}</MinSize><DesiredCapacity>${size}</DesiredCapacity><MaxSize>4</MaxSize>`
    return `<member><AutoScalingGroupName>${name}</AutoScalingGroupName>${template}${sizes}<Instances>${hosts.join('')}</Instances></member>`
  }
}

function reply(space: string, action: string, body: string): string {
  return `<${action}Response xmlns="${space}"><${action}Result>${body}</${action}Result></${action}Response>`
}
