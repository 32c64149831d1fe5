import type { Step } from '../../engine/step.ts'
import { configure, healthy, hosts, parity, raise } from './candidate.ts'
import { check } from './check.ts'
import type { DeployContext, DeployInput } from './context.ts'
import { lower, record } from './finish.ts'
import { judge, warm } from './judge.ts'
import { roll } from './roll.ts'
import { shift } from './traffic.ts'

/**
 * Brings a release to the idle colour and the traffic to it, weight after weight, each judged.
 * Blue-green is a canary with one weight: 100. Rolling changes the hosts that serve, one by one.
 */
export function deploy(input: DeployInput): readonly Step<DeployContext>[] {
  const after = afterCheck(input)
  return [
    check(
      input,
      after.map(({ id }) => id),
    ),
    ...after,
  ]
}

function afterCheck(input: DeployInput): readonly Step<DeployContext>[] {
  if (input.strategy === 'rolling') return [roll, parity, record]
  return [
    raise,
    hosts,
    configure,
    healthy,
    parity,
    ...input.weights.flatMap((percent) => [shift(percent), judge(percent)]),
    ...(input.keepOld ? [] : [warm, lower]),
    record,
  ]
}
