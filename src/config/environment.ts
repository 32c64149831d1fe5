import { nearest } from '../domain/near-miss.ts'
import { unknownEnvironment } from '../errors/index.ts'
import type { Config, EnvironmentConfig } from './schema.ts'

export interface Environment extends EnvironmentConfig {
  readonly name: string
  readonly region: string
  readonly project: string
  /** State bucket with `{env}` filled in; null means a local ledger. */
  readonly bucket: string | null
  /** State file in the project with `{env}` filled in; null when the state is in a bucket. */
  readonly statePath: string | null
}

/**
 * The environment with exactly this name.
 * @throws OpsctlError UNKNOWN_ENVIRONMENT with the nearest name.
 */
export function environmentOf(config: Config, name: string): Environment {
  const known = Object.keys(config.environments)
  const found = Object.hasOwn(config.environments, name) ? config.environments[name] : undefined
  if (found === undefined) throw unknownEnvironment(name, known, nearest(name, known))
  const { bucket, path } = config.terraform.state ?? {}
  return {
    ...found,
    name,
    region: found.region ?? config.region,
    project: config.project,
    bucket: bucket?.replaceAll('{env}', name) ?? null,
    statePath: path?.replaceAll('{env}', name) ?? null,
  }
}
