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
 * number, which the system lets only one process do, so no lock file can be left behind. A writer's draft
 * names the number that it is to have: as long as it lies there, nobody removes that version nor the one
 * before, and the number cannot become free again while the writer sleeps.
 */
export function folderDocuments(root: string): Documents {
  const put = async (key: string, body: string, version: number): Promise<boolean> => {
    const path = join(root, checkKey(key))
    const folder = dirname(path)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const draft = join(folder, draftName(path, version))
    await writeNew(draft, body, 0o600)
    let names: readonly string[]
    try {
      // Only now, since what was removed before the draft lay there was not held.
      if (newestOf(await namesIn(folder), path) !== version - 1) return false
      await link(draft, `${path}@${version}`)
      names = await namesIn(folder)
      // Removed by an opsctl of before, which does not heed drafts: then the number was from long ago.
      if (version > 1 && !versionsIn(names, path).includes(version - 1)) {
        await rm(`${path}@${version}`, { force: true })
        return false
      }
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false
      throw error
    } finally {
      await rm(draft, { force: true })
    }
    await syncFolder(folder)
    await removeOld(folder, path, names)
    return true
  }

  return {
    async read(key) {
      return newest(join(root, checkKey(key)))
    },
    create: (key, body) => put(key, body, 1),
    async replace(key, body, tag) {
      return Number(tag) > 0 && put(key, body, Number(tag) + 1)
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

/**
 * Removes the versions that nobody reads any more and no writer relies on. Drafts are looked for after the
 * versions: one that comes later still goes by the newest version of then, and relies on none of these.
 * @param names what lies in the folder
 */
async function removeOld(folder: string, path: string, names: readonly string[]): Promise<void> {
  const newest = newestOf(names, path)
  const old = versionsIn(names, path).filter((one) => one < newest - kept)
  if (old.length === 0) return
  const held = new Set(draftsIn(await namesIn(folder), path).flatMap((one) => [one - 1, one]))
  for (const one of old.sort((a, b) => a - b)) {
    if (!held.has(one)) await rm(`${path}@${one}`, { force: true })
  }
}

async function newest(path: string): Promise<StoredDocument | null> {
  for (;;) {
    const version = newestOf(await namesIn(dirname(path)), path)
    if (version === 0) return null
    try {
      return { body: await readFile(`${path}@${version}`, 'utf8'), tag: String(version) }
    } catch (error) {
      // Replaced between the two looks: look again.
      if (!isErrno(error, 'ENOENT')) throw error
    }
  }
}

/** The newest version among these names; 0: there is none. */
function newestOf(names: readonly string[], path: string): number {
  return Math.max(0, ...versionsIn(names, path))
}

function versionsIn(names: readonly string[], path: string): number[] {
  const start = `${basename(path)}@`
  return names
    .filter((name) => name.startsWith(start))
    .map((name) => Number(name.slice(start.length)))
    .filter((version) => Number.isSafeInteger(version) && version > 0)
}

/** `~<document>@<version>~<random>`: a key has no `~`. */
function draftName(path: string, version: number): string {
  return `~${basename(path)}@${version}~${randomBytes(8).toString('hex')}`
}

function draftsIn(names: readonly string[], path: string): number[] {
  const start = `~${basename(path)}@`
  return names
    .filter((name) => name.startsWith(start))
    .map((name) => Number.parseInt(name.slice(start.length), 10))
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  })
}
