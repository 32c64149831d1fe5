import type { ReleaseContext } from './context.ts'
import { type ReleasePlan, releasePlan } from './plan.ts'

/** Where the project stands between its last release and its next. */
export interface ReleaseStatus extends Omit<ReleasePlan, 'next'> {
  /** The branch that releases are made from. */
  readonly releaseBranch: string
  /** Null: nothing asks for a release. */
  readonly next: {
    readonly version: string
    readonly tag: string
    /** Files that `release bump` would write; none: they carry the next version already. */
    readonly files: readonly string[]
  } | null
}

/** Reads the clone and nothing else: no network, no token. @throws as `releasePlan` */
export async function releaseStatus(c: ReleaseContext): Promise<ReleaseStatus> {
  const { next, ...plan } = await releasePlan(c)
  return {
    ...plan,
    releaseBranch: c.settings.branch,
    next: next && {
      version: next.version,
      tag: next.tag,
      files: next.files.map((file) => file.path),
    },
  }
}
