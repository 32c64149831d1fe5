import { join } from 'node:path'
import { labelled } from '../../domain/deployment/labels.ts'
import { rollbackTarget } from '../../domain/deployment/last-good.ts'
import { type Stack, stackOf } from '../../domain/deployment/stack.ts'
import { secondsOf } from '../../domain/duration.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { parseSequence, sequenceProblem } from '../../domain/traffic/weights.ts'
import { badInput, stackUnfit } from '../../errors/index.ts'
import type { DeployInput, Goal, Patience, RollbackInput } from '../../operations/deploy/context.ts'
import { waivesCopies } from '../../operations/deploy/data-gate.ts'
import { listHistory } from '../../operations/history/list.ts'
import { infraOutput } from '../../operations/infra/output.ts'
import type { DnsRollbackInput, GroupsRollbackInput } from '../../operations/rollback/context.ts'
import { stackVariables } from './config-context.ts'
import { imagesOf } from './deploy-context.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { pushTarget } from './image-context.ts'
import { infraContext } from './infra-context.ts'
import { noTarget } from './no-target.ts'
import { recordsOf } from './records.ts'
import { switchInput } from './switch-context.ts'

export interface DeployFlags {
  readonly version: string | undefined
  readonly strategy: string | undefined
  readonly weights: string | undefined
  readonly bake: string | undefined
  readonly warm: string | undefined
  readonly allowContract: boolean
  readonly again: boolean
  readonly overrideFreeze: string | undefined
  /** The environment's name, typed. */
  readonly withoutSnapshot: string | undefined
  /** Hash of a plan, as `deploy plan` tells it. */
  readonly approved: string | undefined
}

/**
 * What a deployment is journaled with. Everything that can be refused without asking the world is
 * refused first.
 * @throws OpsctlError BAD_INPUT, STACK_UNFIT (exit 2)
 */
export async function deployInput(
  place: EnvironmentPlace,
  flags: DeployFlags,
): Promise<DeployInput> {
  const { deploy } = place.loaded.config
  const strategy = (flags.strategy ?? deploy.strategy) as DeployInput['strategy']
  const weights = weightsFor(strategy, flags.weights, deploy.weights)
  const patience = patienceOf(place, flags)
  const approved = approvedHash(flags.approved)
  const withoutSnapshot = waivesCopies(place.environment.name, flags.withoutSnapshot)
  const wanted = flags.version ?? (await versionFile(place))
  const reference = referenceOf(place, wanted)
  // In this order: for an image that is not there no Terraform is started.
  const goal = await published(place, reference, wanted)
  const stack = await stackFor(place)
  const { allowContract, again, overrideFreeze = null } = flags
  const keepOld = (flags.warm ?? deploy.warm) === 'keep'
  const said = { allowContract, again, overrideFreeze, withoutSnapshot, approved }
  return { stack, goal, strategy, weights, patience, keepOld, ...said }
}

/** @throws OpsctlError BAD_INPUT */
function approvedHash(given: string | undefined): string | null {
  if (given === undefined || /^[0-9a-f]{64}$/.test(given)) return given ?? null
  const rule = `${JSON.stringify(given)} is not the hash of a plan`
  throw badInput('--approved', rule, '64 hexadecimal digits, as opsctl deploy plan tells them')
}

function weightsFor(
  strategy: DeployInput['strategy'],
  flag: string | undefined,
  configured: readonly number[],
): readonly number[] {
  if (flag === undefined) return strategy === 'canary' ? configured : [100]
  if (strategy !== 'canary') {
    throw badInput('--weights', `means nothing with ${strategy}`, 'add: --strategy canary')
  }
  const weights = parseSequence(flag)
  const problem = sequenceProblem(weights)
  if (problem === null) return weights
  throw badInput('--weights', problem, 'whole percentages that grow and end at 100: 5,25,50,100')
}

function patienceOf(place: EnvironmentPlace, flags: Pick<DeployFlags, 'bake' | 'warm'>): Patience {
  const { bake, hold, warm } = place.loaded.config.deploy
  const seconds = (flag: string, text: string) => {
    const found = flag === '--warm' && text === 'keep' ? 0 : secondsOf(text)
    if (found === null) throw badInput(flag, `${text} is no duration`, 'such as 60s, 5m or 1h')
    return found
  }
  return {
    bake: seconds('--bake', flags.bake ?? bake),
    hold: seconds('deploy.hold', hold),
    warm: seconds('--warm', flags.warm ?? warm),
    hosts: 300,
    health: 120,
  }
}

async function versionFile({ workplace, loaded }: EnvironmentPlace): Promise<string> {
  const text = await workplace.files.read(join(loaded.project, 'VERSION'))
  const version = text?.trim() ?? ''
  if (version !== '') return version
  throw badInput('VERSION', 'there is no file VERSION', 'name it: opsctl deploy 1.2.0 -e ENV')
}

const digest = /^sha256:[0-9a-f]{64}$/
// A tag's form is the OCI distribution specification's.
const tag = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/

/** `repository:tag` or `repository@digest` as the hosts name it. */
function referenceOf(place: EnvironmentPlace, wanted: string): string {
  const repository = pushTarget(place, '').seenByHosts
  if (digest.test(wanted)) return `${repository}@${wanted}`
  const at = wanted.indexOf('@')
  if (at !== -1 && digest.test(wanted.slice(at + 1))) {
    if (wanted.slice(0, at) === repository) return wanted
    const rule = `${wanted.slice(0, at)} is not the repository of ${place.environment.name}`
    throw badInput('VERSION', rule, `an image of ${repository}`)
  }
  if (tag.test(wanted)) return `${repository}:${wanted}`
  const shown = JSON.stringify(wanted)
  throw badInput('VERSION', `${shown} is neither a version nor a digest`, '1.2.0 or sha256:…')
}

async function published(
  place: EnvironmentPlace,
  reference: string,
  wanted: string,
): Promise<Goal> {
  const found = await imagesOf(place).find(reference)
  const repository = pushTarget(place, '').seenByHosts
  if (found === null) {
    const fix = `publish it: opsctl image push -e ${place.environment.name}`
    throw badInput('VERSION', `${wanted} was never published to ${repository}`, fix)
  }
  return { image: `${repository}@${found.digest}`, ...labelled(found.labels) }
}

/** The stack as Terraform's outputs name it. @throws OpsctlError STACK_UNFIT */
export async function stackFor(place: EnvironmentPlace): Promise<Stack> {
  const { name, account } = place.environment
  const outputs = await infraOutput(await infraContext(place, []))
  const values = Object.fromEntries(
    Object.entries(outputs).map(([key, { value }]): [string, Json] => [key, value ?? null]),
  )
  const stack = stackOf(values, account, stackVariables(place, outputs))
  if (typeof stack === 'string') throw stackUnfit(name, stack)
  return stack
}

/**
 * What a rollback is journaled with: read from the ledger alone, since Terraform would cost seconds
 * that an outage does not have.
 * @throws OpsctlError NO_WAY_BACK (exit 2)
 */
export async function rollbackInput(
  place: EnvironmentPlace,
  to: string | undefined,
): Promise<AnyRollbackInput> {
  const { name, traffic } = place.environment
  const patience = patienceOf(place, noFlags)
  if (traffic !== undefined) return switchInput(place, traffic, to ?? null, patience)
  const query = { environment: name, limit: 50 }
  const entries = await listHistory(query, { documents: recordsOf(place) })
  const target = rollbackTarget(entries, to ?? null)
  if ('problem' in target) throw noTarget(name, target)
  const stack = entries
    .map(({ input }) => input['stack'] as unknown as Stack | undefined)
    .find((one) => one !== undefined)
  if (stack === undefined) throw noTarget(name, { problem: 'none' })
  const { release, current, takesBack } = target
  return { stack, target: release, current, takesBack, patience }
}

/** By the load balancer, or as the environment's `traffic` says. */
type AnyRollbackInput = RollbackInput | DnsRollbackInput | GroupsRollbackInput

const noFlags = { bake: undefined, warm: undefined }

/** The journaled form; every part of it survives JSON. */
export function asInput(input: DeployInput | AnyRollbackInput): JsonObject {
  return input as unknown as JsonObject
}
