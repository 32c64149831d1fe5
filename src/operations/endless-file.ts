import { badInput } from '../errors/index.ts'
import type { Files } from '../ports/files.ts'

/**
 * Refuses a pipe or a device where a file belongs, links to one included: whoever reads it waits for
 * ever, or is handed bytes without end. What is missing is somebody else's to tell.
 * @throws OpsctlError BAD_INPUT (exit 2), before anything is started
 */
export async function refuseEndless(
  files: Pick<Files, 'readRegular'>,
  path: string,
  field: string,
): Promise<void> {
  // Nothing is read of it; a file that cannot be opened ends every reader at once.
  const found = await files.readRegular(path, 0).catch(() => null)
  if (found?.facts.kind !== 'other') return
  throw badInput(field, `${path} is a pipe or a device, not a file`, 'put a plain file there')
}
