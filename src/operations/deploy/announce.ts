import { contracting } from '../../domain/deployment/compatibility.ts'
import { type Release, releaseText } from '../../domain/deployment/release.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import type { Facts } from '../../engine/step.ts'
import type { DeployContext, DeployInput } from './context.ts'
import { copiesText } from './data-gate.ts'

/** What will happen and how it would be taken back, before anything does. */
export function announcement(
  c: Pick<DeployContext, 'goal'>,
  facts: Facts,
  input: Pick<DeployInput, 'strategy' | 'weights'>,
): string {
  const before = facts['before'] as unknown as Release | null
  const pending = facts['pending'] as readonly string[]
  const taking = contracting(pending)
  const candidate = facts['candidate'] as Colour
  if (facts['nothing'] === true) return `${releaseText(c.goal)} serves already.`
  const back =
    before === null
      ? 'none: nothing runs yet'
      : `${before.colour}, ${before.hosts.length} hosts, ${releaseText(before)}`
  const how = input.strategy === 'rolling' ? 'one after the other' : `${input.weights.join(', ')} %`
  return [
    `Deploy    ${releaseText(c.goal)}`,
    `to        ${candidate}, ${facts['size']} hosts, ${input.strategy} ${how}`,
    `schema    ${pending.length === 0 ? 'stays as it is' : pending.join(', ')}`,
    `way back  ${back}`,
    `plan      ${String(facts['plan'])}`,
    ...copiesText(facts),
    ...(taking.length > 0
      ? ['Warning   the old release stops serving with that migration; only a restore leads back']
      : []),
  ].join('\n')
}
