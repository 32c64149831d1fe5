import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { JsonObject } from '../../domain/json.ts'
import { newOperationId } from '../../domain/operation-id.ts'
import { type OperationEnd, runOperation } from '../../engine/index.ts'
import type { OperationBuilders } from '../../operations/take-up.ts'
import type { Build, Builds } from './build.ts'
import { type EnvironmentPlace, engineDeps, localDocuments } from './environment-place.ts'
import { inScratchFolder } from './scratch.ts'
import type { SnapshotKind } from './snapshot-builds.ts'
import type { StackKind } from './stack-builds.ts'

export type OperationKind = 'deploy' | 'rollback' | StackKind | SnapshotKind

// Each loaded with the first of its kind: a rollback need not wait for what it never does.
const deploying = async () => (await import('./deploy-builds.ts')).deployBuilds
const stack = async () => (await import('./stack-builds.ts')).stackBuilds
const copying = async () => (await import('./snapshot-builds.ts')).snapshotBuilds

/** Where it is said how each changing command's operation is made. */
const shelves: { readonly [Kind in OperationKind]: () => Promise<Builds<Kind>> } = {
  deploy: deploying,
  rollback: deploying,
  'infra bootstrap': stack,
  'infra up': stack,
  'infra down': stack,
  'infra unlock': stack,
  'config apply': stack,
  'snapshot policy up': stack,
  'snapshot create': copying,
  'snapshot prune': copying,
  'snapshot restore': copying,
  'snapshot verify': copying,
}

/** Starts a new operation of this kind and runs it to its end. */
export async function runNew(
  place: EnvironmentPlace,
  kind: OperationKind,
  input: JsonObject,
): Promise<OperationEnd> {
  const id = newOperationId(place.workplace.clock.now(), randomBytes(4))
  const build = buildOf(kind)
  // The bucket that would hold the ledger is what `infra bootstrap` makes.
  const documents = kind === 'infra bootstrap' ? localDocuments(place) : undefined
  const stored = { id, kind, environment: place.environment.name, input }
  const [made, deps] = await Promise.all([build(place, stored), engineDeps(place, documents)])
  if (place.workplace.call.flags['dry-run'] !== true) return runOperation(made, deps)
  // A dry run leaves nothing behind: no journal, no ledger, no lock, and no plan file.
  return inScratchFolder(place, async (operationsFolder) => {
    await deps.files.makeFolder(join(operationsFolder, id), 0o700)
    return runOperation({ ...made, effect: 'read' }, { ...deps, operationsFolder })
  })
}

/** The builders for `resume` and `abort`. */
export function buildersFor(place: EnvironmentPlace): OperationBuilders {
  const kinds = Object.keys(shelves) as OperationKind[]
  return new Map(kinds.map((kind) => [kind, (stored) => buildOf(kind)(place, stored)]))
}

function buildOf(kind: OperationKind): Build {
  return async (place, stored) => {
    const builds: Partial<Builds<OperationKind>> = await shelves[kind]()
    return (builds[kind] as Build)(place, stored)
  }
}
