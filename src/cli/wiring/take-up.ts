import { join } from 'node:path'
import { chooseOperation, type TakeUpDeps, type TakeUpVerb } from '../../operations/take-up.ts'
import {
  engineDeps,
  localDocuments,
  openEnvironment,
  projectEngineDeps,
} from './environment-place.ts'
import { buildersFor } from './operations.ts'
import { openReleasePlace, releaseScope } from './release-place.ts'
import { openProject, type Workplace } from './workplace.ts'

/** The world of one unfinished operation, and the environment that it changes. */
export interface UnfinishedDeps extends TakeUpDeps {
  readonly environment: string
}

/**
 * What `resume` and `abort` need; null when no operation is unfinished.
 * @throws what `chooseOperation` throws, before anything is asked of AWS
 */
export async function takeUpDeps(
  workplace: Workplace,
  id: string | undefined,
  verb: TakeUpVerb,
): Promise<UnfinishedDeps | null> {
  const { project } = await openProject(workplace)
  const operationsFolder = join(project, '.opsctl', 'operations')
  const chosen = await chooseOperation(id, verb, { files: workplace.files, operationsFolder })
  if (chosen === null) return null
  const { environment, kind } = chosen.begin
  if (environment === releaseScope) return releaseTakeUp(workplace)
  const place = await openEnvironment(workplace, environment)
  const documents = kind === 'infra bootstrap' ? localDocuments(place) : undefined
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
