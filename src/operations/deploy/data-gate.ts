import { coverOf } from '../../domain/snapshot/data-gate.ts'
import type { Facts } from '../../engine/step.ts'
import { badInput, migrationUncovered } from '../../errors/index.ts'
import type { DeployContext, DeployInput } from './context.ts'

/**
 * A migration cannot be taken back by moving the traffic: on a protected environment all that holds
 * the database's data needs a snapshot that was restored and checked and is younger than
 * `snapshots.maxAge`, or the person says that none is needed.
 * @param pending the migrations that the deployment would apply
 * @returns for the ledger: the snapshots that lead back (which a prune then keeps), or what has none
 * @throws OpsctlError MIGRATION_UNCOVERED (exit 5)
 */
export async function demandCopies(
  c: DeployContext,
  input: Pick<DeployInput, 'withoutSnapshot'>,
  pending: readonly string[],
): Promise<Facts> {
  const { name, protected: guarded } = c.environment
  if (!guarded || pending.length === 0) return {}
  const [holders, snapshots] = await Promise.all([c.copies.holders(), c.copies.list()])
  const covers = holders.map((id) => ({
    id,
    cover: coverOf(id, snapshots, c.clock.now(), c.copies.maxAgeSeconds),
  }))
  const bare = covers.flatMap(({ id, cover }) => ('why' in cover ? [`${id}: ${cover.why}`] : []))
  // Nothing found is no proof that there is nothing: its tags may have been lost.
  if (holders.length === 0) bare.push('nothing that holds the database was found (DataOf=postgres)')
  if (bare.length > 0 && !input.withoutSnapshot) throw migrationUncovered(name, pending, bare)
  return {
    copies: covers.flatMap(({ cover }) => ('snapshot' in cover ? [cover.snapshot] : [])),
    ...(bare.length > 0 ? { withoutSnapshot: bare } : {}),
  }
}

/**
 * True only for the name of the environment itself, typed: what stands in a script for dev does not
 * count for prod. @throws OpsctlError BAD_INPUT (exit 2)
 */
export function waivesCopies(environment: string, typed: string | undefined): boolean {
  if (typed === undefined || typed === environment) return typed !== undefined
  const rule = `${JSON.stringify(typed)} is not ${environment}`
  throw badInput('--without-snapshot', rule, `--without-snapshot ${environment}`)
}

/** What a person is told of it before the question; no line where nothing was asked for. */
export function copiesText(facts: Facts): readonly string[] {
  const copies = (facts['copies'] ?? []) as readonly string[]
  const bare = (facts['withoutSnapshot'] ?? []) as readonly string[]
  return [
    ...(copies.length > 0 ? [`snapshot  ${copies.join(', ')}`] : []),
    ...bare.map((line) => `Warning   no snapshot leads back: ${line}`),
  ]
}
