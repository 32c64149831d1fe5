import { createHash, randomBytes } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
} from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Files } from '../ports/files.ts'
import { factsOf } from './file-facts.ts'
import { isErrno } from './files-errno.ts'

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants

/** The file system. Writing never follows a link at the end of the path; reading does. */
export const nodeFiles: Files = {
  async read(path) {
    const bytes = await this.readBytes(path)
    return bytes && new TextDecoder().decode(bytes)
  },

  async readBytes(path) {
    try {
      return await readFile(path)
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return null
      throw error
    }
  },

  async readRegular(path, maxBytes) {
    let file: FileHandle
    try {
      file = await open(path, O_RDONLY | O_NONBLOCK)
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return null
      throw error
    }
    try {
      const facts = factsOf(await file.stat())
      if (facts.kind !== 'file' || facts.sizeBytes > maxBytes) return { facts, content: null }
      return { facts, content: await readUpTo(file, maxBytes) }
    } finally {
      await file.close()
    }
  },

  async write(path, content, mode = 0o600) {
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
    try {
      await writeNew(temporary, content, mode)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(dirname(path))
  },

  async append(path, content) {
    const file = await open(path, O_WRONLY | O_APPEND | O_NOFOLLOW)
    try {
      await file.writeFile(content)
      await file.datasync()
    } finally {
      await file.close()
    }
  },

  async create(path, content) {
    try {
      await writeNew(path, content, 0o600)
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false
      throw error
    }
    await syncFolder(dirname(path))
    return true
  },

  async makeEmpty(path) {
    const file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
    try {
      await file.chmod(0o600)
    } finally {
      await file.close()
    }
  },

  async remove(path) {
    await rm(path, { force: true, recursive: true })
  },

  async move(from, to, mode) {
    await chmod(from, mode)
    await rename(from, to)
    await syncFolder(dirname(to))
  },

  async hash(path) {
    const sum = createHash('sha256')
    try {
      for await (const chunk of createReadStream(path)) sum.update(chunk as Uint8Array)
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return ''
      throw error
    }
    return sum.digest('hex')
  },

  async list(folder) {
    return (await readdir(folder)).sort()
  },

  async stat(path) {
    try {
      return factsOf(await lstat(path))
    } catch (error) {
      if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return null
      throw error
    }
  },

  async makeFolder(path, mode = 0o700) {
    const first = await mkdir(path, { recursive: true, mode })
    if (first === undefined) return
    await chmod(path, mode)
    await syncFolder(dirname(path))
  },
}

/** Null when more comes than the file's size had promised. */
async function readUpTo(file: FileHandle, maxBytes: number): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(64 * 1024))
    if (bytesRead === 0) return Buffer.concat(pieces)
    size += bytesRead
    if (size > maxBytes) return null
    pieces.push(buffer.subarray(0, bytesRead))
  }
}

/** Creates a file that was not there, on the disk when this returns. */
export async function writeNew(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
  try {
    await file.chmod(mode)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Puts a folder's entries on the disk: without it a new name may be gone after a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
