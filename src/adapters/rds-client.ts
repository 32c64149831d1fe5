import type { RDSClient } from '@aws-sdk/client-rds'
import type { AwsAccess } from './aws-access.ts'
import { bounded } from './aws-client.ts'

/** RDS's client, loaded when first used. */
export interface Rds {
  readonly sdk: typeof import('@aws-sdk/client-rds')
  readonly client: RDSClient
}

/** Repeats what failed: everything that is made has a name, so a repetition makes no second one. */
export function lazyRds(access: AwsAccess): () => Promise<Rds> {
  let loaded: Promise<Rds> | undefined
  return () => {
    loaded ??= import('@aws-sdk/client-rds').then((sdk) => ({
      sdk,
      client: new sdk.RDSClient(bounded(access)),
    }))
    return loaded
  }
}

/** Null instead of RDS's "there is no such thing". */
export async function unlessGone<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && /NotFound(Fault)?$/.test(error.name)) return null
    throw error
  }
}

/** False when something of that name is there already. */
export async function unlessThere(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask()
    return true
  } catch (error) {
    if (error instanceof Error && /AlreadyExists(Fault)?$/.test(error.name)) return false
    throw error
  }
}

/** RDS has no filter by tags for most of what it lists. */
export function carriesAll(
  tags: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value)
}
