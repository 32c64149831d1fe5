import type { EC2Client } from '@aws-sdk/client-ec2'
import { LostReply } from '../ports/snapshots.ts'
import type { AwsAccess } from './aws-access.ts'
import { bounded } from './aws-client.ts'

export type Ec2Sdk = typeof import('./ec2-sdk.ts')

/** Two ways to ask EC2, loaded when first used. */
export interface Ec2 {
  readonly sdk: Ec2Sdk
  /** Repeats what failed: for reads, and for changes that may happen twice. */
  readonly client: EC2Client
  /** Never repeats: for creates that have no token. */
  readonly once: EC2Client
}

export function lazyEc2(access: AwsAccess): () => Promise<Ec2> {
  let loaded: Promise<Ec2> | undefined
  return () => {
    loaded ??= import('./ec2-sdk.ts').then((sdk) => ({
      sdk,
      client: new sdk.EC2Client(bounded(access)),
      once: new sdk.EC2Client(bounded(access, 1)),
    }))
    return loaded
  }
}

/** Null instead of AWS's "there is no such thing". */
export async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (/\.NotFound$|\.Malformed$/.test(nameOf(error))) return null
    throw error
  }
}

/** Runs a create once; what is not a plain refusal of AWS may have happened. @throws LostReply */
export async function onlyOnce<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
    const status = $metadata?.httpStatusCode ?? 0
    if (status >= 400 && status < 500 && !isThrottled(error)) throw error
    throw new LostReply(what, error)
  }
}

function isThrottled(error: unknown): boolean {
  return /RequestLimitExceeded|Throttl/.test(nameOf(error))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

/** EC2's list of tags as an object, and back. */
export const tagsOf = (
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
) => Object.fromEntries((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))

export const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

export const tagFilters = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [escaped(value)] }))

/** In a filter * and ? are wild cards unless escaped (EC2 API reference, "Filter"). */
function escaped(value: string): string {
  return value.replace(/[*?\\]/g, '\\$&')
}
