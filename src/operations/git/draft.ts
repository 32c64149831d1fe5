import { draftLines, type Line } from '../../domain/git-rules/message-lines.ts'
import { badInput } from '../../errors/index.ts'
import type { Files } from '../../ports/files.ts'

/** Bytes of a message file; more is no message, even with a diff below its scissors. */
const largest = 16 * 1024 * 1024

/**
 * The lines of a message file as git will commit them.
 * @throws OpsctlError BAD_INPUT when it is no file, or not text
 */
export async function readDraft(path: string, files: Files): Promise<Line[]> {
  const facts = await files.stat(path)
  const refuse = (rule: string) => badInput('--message', `${path} ${rule}`, 'name a text file')
  if (facts === null) throw refuse('does not exist')
  if (facts.kind !== 'file') throw refuse('is not a regular file')
  if (facts.sizeBytes > largest) throw refuse(`has more than ${largest / 1024 / 1024} MiB`)
  const bytes = (await files.readBytes(path)) ?? new Uint8Array()
  if (bytes.includes(0)) throw refuse('holds a NUL byte, where git would cut the message')
  try {
    return draftLines(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    throw refuse('is not UTF-8')
  }
}
