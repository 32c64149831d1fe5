import { join } from 'node:path'
import type { TakeUpDeps } from '../../operations/take-up.ts'
import {
  engineDeps,
  localDocuments,
  openEnvironment,
  projectEngineDeps,
} from './environment-place.ts'
import { buildersFor, environmentOfUnfinished } from './operations.ts'
import { openReleasePlace, releaseScope } from './release-place.ts'
import { openProject, type Workplace } from './workplace.ts'

/** The world of one unfinished operation, and the environment that it changes. */
export interface UnfinishedDeps extends TakeUpDeps {
  readonly environment: string
}

/** What `resume` and `abort` need; null when no operation is unfinished. */
export async function takeUpDeps(
  workplace: Workplace,
  id: string | undefined,
): Promise<UnfinishedDeps | null> {
  const { project } = await openProject(workplace)
  const folder = join(project, '.opsctl', 'operations')
  const found = await environmentOfUnfinished(workplace.files, folder, id)
  if (found === null && id === undefined) return null
  if (found?.environment === releaseScope) return releaseTakeUp(workplace)
  const place = await openEnvironment(
    workplace,
    found?.environment ?? workplace.call.flags.env ?? '',
  )
  const documents = found?.kind === 'infra bootstrap' ? localDocuments(place) : undefined
  const deps = await engineDeps(place, documents)
  return { ...deps, builders: buildersFor(place), environment: place.environment.name }
}

async function releaseTakeUp(workplace: Workplace) {
  // Loaded only here: it brings what speaks to GitHub.
  const { publishBuilders } = await import('./release-publish.ts')
  const place = await openReleasePlace(workplace)
  const deps = await projectEngineDeps(place, place.documents)
  return { ...deps, builders: await publishBuilders(place), environment: releaseScope }
}
