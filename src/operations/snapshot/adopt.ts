import { isEmpty, type PlanSummary } from '../../domain/plan/summary.ts'
import { awaitLeftBehind, lastingExec } from '../../engine/index.ts'
import type { Running } from '../../engine/step.ts'
import { adoptionRefused, OpsctlError } from '../../errors/index.ts'
import type { CommandLine } from '../../ports/exec.ts'
import {
  addressesOf,
  addressOf,
  databaseAddress,
  importBlocks,
  type StateJson,
  type Takeover,
  type VolumeAddresses,
} from '../../tools/terraform/adoption.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { InfraContext } from '../infra/context.ts'
import { initialise } from '../infra/initialise.ts'
import { planAlone } from '../infra/plan.ts'
import { readState, stateFailed } from '../infra/read-state.ts'
import { lockedOr, makePlan, wholePlan } from '../infra/terraform-run.ts'
import type { SnapshotContext } from './context.ts'

/** Where Terraform's state keeps the volume. */
export async function addressesInState(
  c: SnapshotContext,
  volume: string,
): Promise<VolumeAddresses> {
  return addressesOf(await stateNow(c), volume)
}

/** Where Terraform's state keeps the RDS instance, by its `db-…`; null when it does not know it. */
export async function databaseInState(c: SnapshotContext, id: string): Promise<string | null> {
  return databaseAddress(await stateNow(c), id)
}

async function stateNow(c: SnapshotContext): Promise<StateJson> {
  const infra = await c.infra()
  await initialise(infra)
  return readState(infra)
}

/**
 * Makes the state know other things at the same addresses: forgets the old ones (which stay in
 * AWS), imports the new ones, and applies that plan only if it does nothing else.
 * @throws OpsctlError ADOPTION_REFUSED (exit 5)
 */
export function adopt(
  c: SnapshotContext,
  at: Running,
  takeovers: readonly Takeover[],
): Promise<void> {
  return whileItServes('the state may not know it yet', () => takeOver(c, at, takeovers))
}

async function takeOver(
  c: SnapshotContext,
  at: Running,
  takeovers: readonly Takeover[],
): Promise<void> {
  const addresses = takeovers.map((one) => one.address)
  const targets = addresses.map((address) => `-target=${address}`)
  const infra = { ...(await lasting(c, at)), extra: targets }
  await initialise(infra)
  // What a process that was killed here left behind.
  await removeBlocks(infra, at)
  const state = await readState(infra)
  if (takeovers.every((one) => addressOf(state, one) === one.address)) return
  const known = await stillKnown(infra, addresses)
  if (known.length > 0) {
    const removed = await infra.exec.run(terraform.stateRemove(infra.terraform, known))
    if (removed.skipped === true) {
      for (const one of takeovers) c.note(`would import ${one.importId} as ${one.address}`)
      return
    }
    if (removed.exitCode !== 0) throw stateFailed(infra, 'state rm', removed.stderr)
  }
  await importAll(c, at, infra, takeovers)
}

async function importAll(
  c: SnapshotContext,
  at: Running,
  infra: InfraContext,
  takeovers: readonly Takeover[],
): Promise<void> {
  const blocks = importBlocks(takeovers)
  const places = placesOf(infra, at)
  c.note(blocks)
  await infra.files.write(places.blocks, blocks, 0o644)
  try {
    const made = await makePlan(infra, places.planFile, wholePlan, at.news)
    await infra.show(made.summary, null)
    refuseMore(c.environment.name, made.summary, takeovers)
    const applied = await infra.exec.run(
      terraform.apply(infra.terraform, places.planFile, infra.lockWaitSeconds, 'change'),
    )
    if (applied.exitCode !== 0) throw stateFailed(infra, 'apply', applied.stderr || applied.stdout)
  } catch (error) {
    throw lockedOr(error, infra)
  } finally {
    await removeBlocks(infra, at)
  }
}

/** How these runs of Terraform are named in the operation's folder. */
const runs = 'adopt'

/**
 * Terraform whose runs outlive this process where they hold the state's lock: one that died of our
 * broken pipe would leave it locked. An earlier one that still runs is awaited first.
 */
async function lasting(c: SnapshotContext, at: Running): Promise<InfraContext> {
  const infra = await c.infra()
  await awaitLeftBehind(infra.exec, at, runs)
  const locks = ({ effect, args }: CommandLine) => effect !== 'read' || args[0] === 'plan'
  return { ...infra, exec: lastingExec(infra.exec, at.folder, runs, locks), underWay: true }
}

/** Terraform reads import blocks from the stack's own folder alone; they stand there for one plan. */
function placesOf(infra: InfraContext, at: Running) {
  return {
    blocks: `${infra.terraform.dir}/opsctl-adopt.tf`,
    planFile: `${at.folder}/adopt.tfplan`,
    after: `${at.folder}/after.tfplan`,
  }
}

async function removeBlocks(infra: InfraContext, at: Running): Promise<void> {
  const { blocks, planFile, after } = placesOf(infra, at)
  // Plans hold what is secret.
  for (const plan of [planFile, after]) await infra.files.remove(plan)
  await infra.files.remove(blocks)
  // A file is written beside its place first, and a kill there leaves that one.
  const beside = await infra.files.list(infra.terraform.dir)
  for (const name of beside) {
    const path = `${infra.terraform.dir}/${name}`
    if (path.startsWith(`${blocks}.`) && name.endsWith('.tmp')) await infra.files.remove(path)
  }
}

/** Only imports, and in-place settings of what is imported. */
function refuseMore(
  environment: string,
  summary: PlanSummary,
  takeovers: readonly Takeover[],
): void {
  const own = takeovers.map((one) => one.address)
  const more = summary.changes.filter(
    (one) => !own.includes(one.address) || !(one.action === 'no-op' || one.action === 'update'),
  )
  if (more.length === 0) return
  throw adoptionRefused(
    environment,
    more.map((one) => `${one.action} ${one.address}`),
  )
}

/** What a plan says after the adoption: it must destroy nothing. */
export function planAfter(c: SnapshotContext, at: Running) {
  return whileItServes('only the plan after it is missing', () => planned(c, at))
}

async function planned(c: SnapshotContext, at: Running) {
  const infra = await lasting(c, at)
  const { after } = placesOf(infra, at)
  const { summary } = await planAlone(infra, after, at.news).finally(() =>
    infra.files.remove(after),
  )
  return {
    empty: isEmpty(summary),
    destroys: summary.destroy + summary.replace,
    changes: summary.changes.map((one) => `${one.action} ${one.address}`),
  }
}

async function stillKnown(infra: InfraContext, addresses: readonly string[]): Promise<string[]> {
  const listed = await infra.exec.run(terraform.stateList(infra.terraform))
  // An import to an address that the state still knows is passed over without a word.
  if (listed.exitCode !== 0) throw stateFailed(infra, 'state list', listed.stderr)
  const all = listed.stdout.split('\n')
  return addresses.filter((address) => all.includes(address))
}

/** Whatever stops Terraform after a swap says of itself that it changed nothing; the swap did. */
async function whileItServes<T>(but: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof OpsctlError) || error.kind === 'gate') throw error
    throw error.saying({ now: `The restored data serves; ${but}.` })
  }
}
