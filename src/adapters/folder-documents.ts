import { randomBytes } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Documents, StoredDocument } from '../ports/documents.ts'
import { checkKey } from './documents-key.ts'
import { syncFolder, writeNew } from './files.ts'
import { isErrno } from './files-errno.ts'

/** So many versions stay below the newest. */
const kept = 16

/**
 * Documents in a folder. Version N of a document is the file `<key>@N`; a write links the next
 * number, which the system lets only one process do, so no lock file can be left behind. Old
 * versions go in rising order: whoever finds the one before its own still there has not linked a
 * number from long ago that was free again.
 */
export function folderDocuments(root: string): Documents {
  const put = async (key: string, body: string, version: number): Promise<boolean> => {
    const path = join(root, checkKey(key))
    const folder = dirname(path)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const temporary = join(folder, `~${randomBytes(8).toString('hex')}`)
    await writeNew(temporary, body, 0o600)
    try {
      await link(temporary, `${path}@${version}`)
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false
      throw error
    } finally {
      await rm(temporary, { force: true })
    }
    const versions = await versionsOf(path)
    const before = version === 1 ? Math.max(...versions) <= kept : versions.includes(version - 1)
    if (!before) {
      await rm(`${path}@${version}`, { force: true })
      return false
    }
    await syncFolder(folder)
    const old = versions.filter((other) => other < version - kept).sort((a, b) => a - b)
    for (const other of old) await rm(`${path}@${other}`, { force: true })
    return true
  }

  return {
    async read(key) {
      return newest(join(root, checkKey(key)))
    },
    async create(key, body) {
      const path = join(root, checkKey(key))
      return (await versionsOf(path)).length === 0 && put(key, body, 1)
    },
    async replace(key, body, tag) {
      const versions = await versionsOf(join(root, checkKey(key)))
      return Math.max(0, ...versions) === Number(tag) && put(key, body, Number(tag) + 1)
    },
    async list(prefix) {
      const names = await readdir(root, { recursive: true }).catch((error: unknown) => {
        if (isErrno(error, 'ENOENT')) return []
        throw error
      })
      const keys = names
        .filter((name) => /@\d+$/.test(name))
        .map((name) => name.replace(/@\d+$/, ''))
      return [...new Set(keys)].filter((key) => key.startsWith(prefix)).sort()
    },
  }
}

async function newest(path: string): Promise<StoredDocument | null> {
  for (;;) {
    const versions = await versionsOf(path)
    if (versions.length === 0) return null
    const version = Math.max(...versions)
    try {
      return { body: await readFile(`${path}@${version}`, 'utf8'), tag: String(version) }
    } catch (error) {
      // Replaced between the two looks: look again.
      if (!isErrno(error, 'ENOENT')) throw error
    }
  }
}

async function versionsOf(path: string): Promise<number[]> {
  const start = `${basename(path)}@`
  const names = await readdir(dirname(path)).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  })
  return names
    .filter((name) => name.startsWith(start))
    .map((name) => Number(name.slice(start.length)))
    .filter((version) => Number.isSafeInteger(version) && version > 0)
}
