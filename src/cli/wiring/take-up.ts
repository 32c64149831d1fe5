import { join } from 'node:path'
import type { TakeUpDeps } from '../../operations/resume.ts'
import { engineDeps, localDocuments, openEnvironment } from './environment-place.ts'
import { buildersFor, environmentOfUnfinished } from './operations.ts'
import { openProject, type Workplace } from './workplace.ts'

/** What `resume` and `abort` need; null when no operation is unfinished. */
export async function takeUpDeps(
  workplace: Workplace,
  id: string | undefined,
): Promise<(TakeUpDeps & { readonly environment: string }) | null> {
  const { project } = await openProject(workplace)
  const folder = join(project, '.opsctl', 'operations')
  const found = await environmentOfUnfinished(workplace.files, folder, id)
  if (found === null && id === undefined) return null
  const place = await openEnvironment(
    workplace,
    found?.environment ?? workplace.call.flags.env ?? '',
  )
  const documents = found?.kind === 'infra bootstrap' ? localDocuments(place) : undefined
  const deps = await engineDeps(place, documents)
  return { ...deps, builders: buildersFor(place), environment: place.environment.name }
}
