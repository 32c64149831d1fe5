import { sandboxElsewhere, sandboxOrphaned } from '../errors/index.ts'
import type { Files } from '../ports/files.ts'
import type { SandboxRecord } from './record.ts'

/** Whose the machine's sandbox is; an orphan's checkout is no longer on the disk. */
export type Owner = 'ours' | 'elsewhere' | 'orphan'

/** Who owns the sandbox of `record`, seen from the checkout `project`. */
export async function ownerOf(
  files: Pick<Files, 'stat'>,
  record: Pick<SandboxRecord, 'project'>,
  project: string,
): Promise<Owner> {
  if (record.project === project) return 'ours'
  return (await files.stat(record.project)) === null ? 'orphan' : 'elsewhere'
}

/**
 * Passes when the sandbox is this checkout's.
 * @throws OpsctlError SANDBOX_ELSEWHERE, SANDBOX_ORPHANED.
 */
export async function mustBeOurs(
  files: Pick<Files, 'stat'>,
  record: Pick<SandboxRecord, 'project'>,
  project: string,
): Promise<void> {
  const owner = await ownerOf(files, record, project)
  if (owner === 'elsewhere') throw sandboxElsewhere(record.project, project)
  if (owner === 'orphan') throw sandboxOrphaned(record.project)
}
