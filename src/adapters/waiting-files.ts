import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Files } from '../ports/files.ts'
import { factsOf } from './file-facts.ts'
import { isErrno } from './files-errno.ts'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

/**
 * The file system by calls that wait, for a command of milliseconds that has nothing else to do
 * meanwhile: Node starts no threads for it and loads half as much. As durable as `nodeFiles`.
 */
export const waitingFiles: Pick<
  Files,
  'read' | 'readBytes' | 'readRegular' | 'list' | 'stat' | 'write'
> = {
  async read(path) {
    const bytes = await this.readBytes(path)
    return bytes && new TextDecoder().decode(bytes)
  },

  async readBytes(path) {
    return unlessAbsent(() => readFileSync(path), ['ENOENT'])
  },

  async readRegular(path, maxBytes) {
    const file = unlessAbsent(() => openSync(path, O_RDONLY | O_NONBLOCK), ['ENOENT'])
    if (file === null) return null
    try {
      const facts = factsOf(fstatSync(file))
      if (facts.kind !== 'file' || facts.sizeBytes > maxBytes) return { facts, content: null }
      return { facts, content: readUpTo(file, maxBytes) }
    } finally {
      closeSync(file)
    }
  },

  async list(folder) {
    return readdirSync(folder).sort()
  },

  async stat(path) {
    return unlessAbsent(() => factsOf(lstatSync(path)), ['ENOENT', 'ENOTDIR'])
  },

  async write(path, content, mode = 0o600) {
    // O_EXCL refuses a name that is taken, so it need not be a secret.
    const temporary = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`
    try {
      writeNew(temporary, content, mode)
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    const folder = openSync(dirname(path), O_RDONLY)
    syncAndClose(folder)
  },
}

/** Null when more comes than the file's size had promised. */
function readUpTo(file: number, maxBytes: number): Uint8Array | null {
  const bytes = Buffer.alloc(maxBytes + 1)
  let size = 0
  for (let count = -1; count !== 0 && size <= maxBytes; size += count) {
    count = readSync(file, bytes, size, bytes.length - size, null)
  }
  return size > maxBytes ? null : bytes.subarray(0, size)
}

function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
  try {
    fchmodSync(file, mode)
    writeFileSync(file, content)
  } catch (error) {
    closeSync(file)
    throw error
  }
  syncAndClose(file)
}

function syncAndClose(file: number): void {
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function unlessAbsent<T>(look: () => T, absent: readonly string[]): T | null {
  try {
    return look()
  } catch (error) {
    if (absent.some((code) => isErrno(error, code))) return null
    throw error
  }
}
