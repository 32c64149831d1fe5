import { makeRoom, type OpsctlError } from '../errors/index.ts'

/** Less than a journal, a plan and a state need: whatever failed, it failed for want of room or will next. */
const enough = 64 * 1024

/**
 * An error with its cause, where a disk is full and the error does not say so: a program that wrapped
 * tools or opsctl started may have ended well and left half a text, of which all that can be said is
 * that it is no JSON. `room` is that of a folder, in bytes.
 */
export function sayingWhatIsFull(
  error: OpsctlError,
  folders: readonly string[],
  room: (folder: string) => number | null,
): OpsctlError {
  const { kind, message, next } = error
  const told = next.some((line) => line.startsWith(makeRoom))
  if (told || (kind !== 'failed' && kind !== 'stuck')) return error
  const full = folders.find((folder) => (room(folder) ?? enough) < enough)
  if (full === undefined) return error
  return error.saying({
    message: `${message}\nThere is no space left on the disk of ${full}, which may be why.`,
    next: [`${makeRoom} ${full}`, ...next],
  })
}
