import { userInfo } from 'node:os'
import {
  type Rehearsal,
  type RehearsedFault,
  rehearsedFaults,
  type Sight,
} from '../../domain/deployment/rehearsal.ts'
import { lockKey, parseLock } from '../../engine/index.ts'
import { badInput } from '../../errors/index.ts'
import type { DeployInput } from '../../operations/deploy/context.ts'
import { look } from '../../operations/deploy/look.ts'
import { rehearse } from '../../operations/deploy/rehearse.ts'
import type { RehearsalContext, Watch } from '../../operations/deploy/rehearse-one.ts'
import { requestOf } from '../../operations/deploy/request.ts'
import type { GroupView } from '../../ports/fleet.ts'
import type { Progress } from '../../ports/progress.ts'
import type { Call } from './call.ts'
import { deployLooking } from './deploy-context.ts'
import { asInput, type DeployFlags, deployInput } from './deploy-input.ts'
import { documentsOf, type EnvironmentPlace, openEnvironment } from './environment-place.ts'
import { runNew } from './operations.ts'
import { putBackOwn } from './put-back-own.ts'
import { sandboxDisturbances } from './sandbox-disturbances.ts'
import { openSandbox } from './sandbox-place.ts'
import { openWorkplace } from './workplace.ts'

/** Longest that one rehearsed deployment may take; a good one takes about two minutes there. */
const limitSeconds = 480

/**
 * Rehearses the deployment that the flags describe with these faults, on the sandbox alone.
 * @param faults by comma; undefined: all
 * @throws OpsctlError BAD_INPUT (exit 2) for another environment, for `rolling`, or when faults are
 * set already; INTERRUPTED (exit 130) with everything put back
 */
export async function rehearsed(
  call: Call,
  wanted: DeployFlags,
  faults: string | undefined,
): Promise<Rehearsal> {
  const chosen = chosenFaults(faults)
  const workplace = openWorkplace(call)
  const name = call.flags.env ?? ''
  const found = await openEnvironment(workplace, name)
  if (!found.environment.sandbox) {
    const rule = `breaks things on purpose, and ${name} is no sandbox`
    throw badInput('--rehearse', rule, 'on the sandbox: opsctl sandbox up, then -e sandbox')
  }
  const sandbox = await openSandbox(workplace)
  await sandbox.throughRelay()
  if ((await sandbox.listFaults()).length > 0) {
    throw badInput('--rehearse', 'faults are set already', 'end them: opsctl sandbox fault clear')
  }
  // Opened again: it was found without the relay that the faults are in.
  const place = await openEnvironment(workplace, name)
  const input = await rehearsedInput(place, wanted)
  const { goal, strategy } = input
  const context = await rehearsalContext(call, place, input)
  const subject = { version: goal.version, image: goal.image, strategy }
  return rehearse({ ...context, faults: sandboxDisturbances(sandbox) }, subject, chosen)
}

/** The faults in `unhealthy,interrupt`; all of them without a word. @throws OpsctlError BAD_INPUT */
function chosenFaults(words: string | undefined): readonly RehearsedFault[] {
  if (words === undefined) return rehearsedFaults
  const chosen = new Set(words.split(','))
  for (const word of chosen) {
    if (rehearsedFaults.some((one) => one === word)) continue
    const rule = `there is no fault ${JSON.stringify(word)} in a rehearsal`
    throw badInput('--faults', rule, `some of: ${rehearsedFaults.join(',')}`)
  }
  return rehearsedFaults.filter((one) => chosen.has(one))
}

/** Judged until something ends it: a rehearsal must never promote. */
async function rehearsedInput(place: EnvironmentPlace, wanted: DeployFlags): Promise<DeployInput> {
  const input = await deployInput(place, { ...wanted, again: true })
  if (input.strategy === 'rolling') {
    throw badInput('--rehearse', 'rolling moves no weights', 'add: --strategy canary')
  }
  return { ...input, patience: { ...input.patience, bake: 10 * limitSeconds } }
}

async function rehearsalContext(
  call: Call,
  place: EnvironmentPlace,
  input: DeployInput,
): Promise<Omit<RehearsalContext, 'faults'>> {
  const { workplace, environment } = place
  const { clock, progress } = workplace
  const { name } = environment
  const documents = documentsOf(place)
  const looking = deployLooking(place, input.stack)
  const by = `the rehearsal of ${userInfo().username}`
  const again = (watch: Watch, signal: AbortSignal) => watchedPlace(call, name, watch, signal)
  return {
    environment: name,
    clock,
    firstWeight: input.weights[0] ?? 100,
    limitSeconds,
    signal: call.signal,
    look: async () => sightOf(await look(looking)),
    held: async () => {
      const key = lockKey(name)
      const stored = await documents.read(key)
      const lock = stored && parseLock(stored.body, key)
      if (lock?.unfinished) return `${lock.unfinished.operation} is unfinished`
      return lock?.holder ? `${lock.holder.operation} holds the lock` : null
    },
    deploy: async (watch, signal) => runNew(await again(watch, signal), 'deploy', asInput(input)),
    askToAbort: async () => {
      await requestOf('abort', { documents, clock, environment: name, by })
    },
    abort: async (watch) => putBackOwn(await again(watch, new AbortController().signal), 'deploy'),
    note: (line) => progress.note(line),
  }
}

/** The environment as one deployment of its own sees it: with its own interrupt, and watched. */
function watchedPlace(
  call: Call,
  name: string,
  watch: Watch,
  signal: AbortSignal,
): Promise<EnvironmentPlace> {
  const workplace = openWorkplace({ ...call, signal })
  return openEnvironment({ ...workplace, progress: watched(workplace.progress, watch) }, name)
}

function watched(progress: Progress, watch: Watch): Progress {
  return {
    ...progress,
    stepStarted: async (step) => {
      await watch.stepStarted(step)
      await progress.stepStarted(step)
    },
    stepEnded: async (step, outcome, seconds) => {
      await watch.stepEnded(step, outcome, seconds)
      await progress.stepEnded(step, outcome, seconds)
    },
  }
}

function sightOf({ weights, groups }: Awaited<ReturnType<typeof look>>): Sight {
  const ids = ({ hosts }: GroupView) => hosts.map(({ id }) => id).toSorted()
  return {
    weights,
    desired: { blue: groups.blue.desired, green: groups.green.desired },
    hosts: { blue: ids(groups.blue), green: ids(groups.green) },
  }
}
