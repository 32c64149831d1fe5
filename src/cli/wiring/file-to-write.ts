import { resolve } from 'node:path'
import { badInput } from '../../errors/index.ts'
import type { Workplace } from './workplace.ts'

/**
 * Absolute path of the file that a flag names to be written; null without the flag. A file is put in
 * place by a rename, which would take `/dev/null` or a link away from everybody else: what is there
 * already must be a plain file. Asked before the work, whose result would have no place otherwise.
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export async function fileToWrite(
  { files, folder }: Pick<Workplace, 'files' | 'folder'>,
  given: string | undefined,
  flag: string,
): Promise<string | null> {
  if (given === undefined) return null
  const path = resolve(folder, given)
  const kind = (await files.stat(path))?.kind ?? 'file'
  if (kind === 'file') return path
  const what = kind === 'other' ? 'a pipe or a device' : `a ${kind}`
  throw badInput(flag, `${path} is ${what}, not a file`, `name a file: ${flag} FILE`)
}
