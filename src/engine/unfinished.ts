import type { Files } from '../ports/files.ts'
import { readJournal } from './journal.ts'
import type { OperationState } from './journal-state.ts'

/**
 * Operations of this project folder that have begun and not ended, oldest first.
 * @throws OpsctlError JOURNAL_DAMAGED: what cannot be read may be unfinished.
 */
export async function unfinishedOperations(
  files: Files,
  operationsFolder: string,
): Promise<readonly OperationState[]> {
  const all = await knownOperations(files, operationsFolder)
  return all.filter((state) => state.ended === null)
}

/** Every operation with a journal in this project folder, oldest first. */
export async function knownOperations(
  files: Files,
  operationsFolder: string,
): Promise<readonly OperationState[]> {
  const found: OperationState[] = []
  if ((await files.stat(operationsFolder)) === null) return found
  for (const name of [...(await files.list(operationsFolder))].sort()) {
    const state = await readJournal(files, `${operationsFolder}/${name}`)
    if (state) found.push(state)
  }
  return found
}
