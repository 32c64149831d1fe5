import type { ReleaseContext } from './context.ts'
import { type ReleasePlan, type ReleaseRequest, releasePlan } from './plan.ts'

export interface Bumped extends Omit<ReleasePlan, 'next'> {
  /** Null: nothing asks for a release. */
  readonly version: string | null
  readonly tag: string | null
  /** Files that were written; none: they were as they must be. */
  readonly written: readonly string[]
  /** The notes of this version, Markdown; empty without one. */
  readonly notes: string
}

/**
 * Writes the next version into the files that carry it, and its notes into the changelog. Each file
 * is replaced as a whole; killed in between, the next bump writes the others. It commits nothing.
 * @throws as `releasePlan`
 */
export async function releaseBump(c: ReleaseContext, request: ReleaseRequest): Promise<Bumped> {
  const { next, ...plan } = await releasePlan(c, request)
  const files = next?.files ?? []
  for (const { path, contents, mode } of files) {
    await c.files.write(`${c.folder}/${path}`, contents, mode)
  }
  return {
    ...plan,
    version: next?.version ?? null,
    tag: next?.tag ?? null,
    written: files.map((file) => file.path),
    notes: next ? next.notes.title + next.notes.body : '',
  }
}
