import { badInput } from '../../errors/index.ts'
import { asOpsctlError } from '../foreign-errors.ts'
import { type EnvironmentPlace, environmentIn } from './environment-place.ts'
import { openProject, type Workplace } from './workplace.ts'

/** What failed in one of several environments. */
export interface FailedIn {
  readonly environment: string
  readonly code: string
  readonly message: string
}

/** The names in `-e dev,staging`. @throws OpsctlError BAD_INPUT (exit 2) */
export function environmentNames(given: string): readonly string[] {
  const names = given.split(',')
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw badInput('--env', `names ${JSON.stringify(twice)} twice`, 'name each environment once')
  }
  return names
}

/**
 * Does the same in several environments, at most `parallel` at a time. All are opened before the
 * first is begun; one that fails does not stop the others.
 */
export async function inSeveral<T>(
  workplace: Workplace,
  names: readonly string[],
  parallel: number,
  work: (place: EnvironmentPlace) => Promise<T>,
): Promise<readonly (T | FailedIn)[]> {
  const places: EnvironmentPlace[] = []
  const loaded = await openProject(workplace)
  for (const name of names) places.push(await environmentIn(workplace, loaded, name))
  const results: (T | FailedIn)[] = []
  const waiting = [...places.entries()]
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, place] = next
      results[index] = await work(place).catch((error: unknown): FailedIn => {
        const { code, message } = asOpsctlError(error, 'infra')
        const shown = workplace.redactor.redact(message)
        return { environment: place.environment.name, code, message: shown }
      })
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return results
}
