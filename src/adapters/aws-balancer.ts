import type {
  Action,
  ElasticLoadBalancingV2Client,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { BalancerReader, BalancerWriter, TargetView } from '../ports/balancer.ts'
import type { AwsAccess } from './aws-access.ts'
import { answered, patient } from './aws-client.ts'

/** An Application Load Balancer; the SDK is loaded with the first call. */
export function awsBalancer(access: AwsAccess): BalancerReader & BalancerWriter {
  let loaded: Promise<{ sdk: Sdk; client: ElasticLoadBalancingV2Client }> | undefined
  const elb = () => {
    loaded ??= import('./balancer-sdk.ts').then((sdk) => ({
      sdk,
      client: new sdk.ElasticLoadBalancingV2Client(patient(access)),
    }))
    return loaded
  }
  return {
    async listener(arn) {
      const { sdk, client } = await elb()
      const answer = await answered(
        client.send(new sdk.DescribeListenersCommand({ ListenerArns: [arn] })),
      )
      const actions = answer.Listeners?.[0]?.DefaultActions ?? []
      return { arn, weights: weightsOf(actions), actions }
    },

    async health(targetGroup) {
      const { sdk, client } = await elb()
      const question = new sdk.DescribeTargetHealthCommand({ TargetGroupArn: targetGroup })
      const answer = await answered(client.send(question))
      return (answer.TargetHealthDescriptions ?? []).map(targetView)
    },

    async setWeights(view, weights) {
      const { sdk, client } = await elb()
      const DefaultActions = (view.actions as readonly Action[]).map((action) =>
        action.Type === 'forward' ? forwarding(action, weights) : action,
      )
      await answered(
        client.send(new sdk.ModifyListenerCommand({ ListenerArn: view.arn, DefaultActions })),
      )
    },

    async register(TargetGroupArn, Id) {
      const { sdk, client } = await elb()
      await answered(
        client.send(new sdk.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] })),
      )
    },

    async deregister(TargetGroupArn, Id) {
      const { sdk, client } = await elb()
      await answered(
        client.send(new sdk.DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] })),
      )
    },
  }
}

type Sdk = typeof import('./balancer-sdk.ts')

function weightsOf(actions: readonly Action[]): Record<string, number> {
  const groups = actions.find(({ Type }) => Type === 'forward')?.ForwardConfig?.TargetGroups ?? []
  return Object.fromEntries(
    groups.map(({ TargetGroupArn = '', Weight = 0 }) => [TargetGroupArn, Weight]),
  )
}

/** `TargetGroupArn` is left out: with several groups the API takes ForwardConfig alone. */
function forwarding(action: Action, weights: Readonly<Record<string, number>>): Action {
  const { TargetGroupArn: _, ...rest } = action
  const before = action.ForwardConfig?.TargetGroups ?? []
  const TargetGroups = before.map((group) => ({
    ...group,
    Weight: weights[group.TargetGroupArn ?? ''] ?? group.Weight ?? 0,
  }))
  return { ...rest, ForwardConfig: { ...action.ForwardConfig, TargetGroups } }
}

function targetView({ Target, TargetHealth }: TargetHealthDescription): TargetView {
  const words = [TargetHealth?.Reason, TargetHealth?.Description].filter(Boolean).join(': ')
  return {
    id: Target?.Id ?? '',
    state: (TargetHealth?.State ?? 'unavailable').replace('.', '') as TargetView['state'],
    reason: words === '' ? null : words,
  }
}
