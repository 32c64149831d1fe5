import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { JsonObject } from '../domain/json.ts'
import type { CheckedConfigs } from '../ports/checked-configs.ts'

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
/** Bytes; the largest opsctl.yaml (config/load.ts), as JSON and with what checking made of it. */
const most = 4 * 1024 * 1024

/** The file's content. The text itself is compared, so no hash stands for it. */
interface Kept {
  readonly build: string
  readonly text: string
  readonly config: JsonObject
}

/**
 * Checked configurations in a folder of the user's. What a repository brings along is not asked: it
 * could tell another configuration than the one that people review.
 * @param build of opsctl, which another one's checks are worth nothing to
 */
export function checkedConfigs(folder: string, build: string): CheckedConfigs {
  const fileOf = (text: string) => join(folder, `${placeOf(text)}.json`)
  return {
    recall(text) {
      try {
        const kept = JSON.parse(readOwn(fileOf(text))) as Kept
        return kept.build === build && kept.text === text ? kept.config : null
      } catch {
        // Not there, not ours, cut short: then it is checked again.
        return null
      }
    },

    keep(text, config) {
      const kept: Kept = { build, text, config }
      try {
        writeOwn(fileOf(text), JSON.stringify(kept))
      } catch {
        // A full disk or a read-only home costs time, not the command.
      }
    },
  }
}

/** One of 256 places, so that the folder does not grow; whose text lies there is seen by the text. */
function placeOf(text: string): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0
  return sum & 0xff
}

/** @throws when the file is none, a link, too large, or when others could have written it */
function readOwn(path: string): string {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const facts = fstatSync(file)
    const own = facts.uid === process.getuid?.() && (facts.mode & 0o022) === 0
    if (!facts.isFile() || !own || facts.size > most) throw new Error(`${path} is not ours`)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

/** All or nothing. Not fsynced: what a power cut leaves of it is no JSON, and is made again. */
function writeOwn(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
