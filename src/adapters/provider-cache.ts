import { randomBytes } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LockedProvider } from '../domain/provider-lock.ts'
import type { ProviderCache } from '../ports/provider-cache.ts'
import { isErrno } from './files-errno.ts'
import { packageHash } from './package-hash.ts'

/**
 * Providers in `root/HASH/HOST/NAMESPACE/TYPE/VERSION/PLATFORM`, the layout of Terraform's filesystem
 * mirror below a folder of its own for each package. A package appears whole, by one rename, and is
 * never written again: unlike in Terraform's own plugin cache nobody can meet a half of it.
 * @param platform e.g. `linux_amd64`
 */
export function providerCache(root: string, platform: string): ProviderCache {
  const below = ({ address, version }: LockedProvider) => join(address, version, platform)
  return {
    async find(locked) {
      const kept = new Set((await entries(root)).map(({ name }) => name))
      const folders: string[] = []
      for (const one of locked) {
        const hash = one.packages.find((sum) => kept.has(sum))
        if (hash === undefined || (await entries(join(root, hash, below(one)))).length === 0) {
          return null
        }
        folders.push(join(root, hash))
      }
      return folders
    },

    async keep(folder, locked) {
      for (const one of locked) {
        const from = join(folder, below(one))
        const names = await entries(dirname(from))
        if (!names.some((entry) => entry.name === platform && entry.isDirectory())) continue
        const hash = await packageHash(from)
        if (one.packages.includes(hash)) await publish(from, root, hash, below(one))
      }
    },

    async mend(locked) {
      for (const one of locked) {
        for (const hash of one.packages) {
          const folder = join(root, hash, below(one))
          if ((await entries(join(root, hash))).length === 0) continue
          const found = await packageHash(folder).catch(() => 'unreadable')
          if (found !== hash) await rm(join(root, hash), { recursive: true, force: true })
        }
      }
    },

    async unlink(folder) {
      for (const entry of await entries(folder)) {
        const path = join(folder, entry.name)
        if (entry.isSymbolicLink()) await rm(path)
        else if (entry.isDirectory()) await this.unlink(path)
      }
    },
  }
}

/** All or nothing: a copy elsewhere, then its name. Whoever is first has published it for all. */
async function publish(from: string, root: string, hash: string, below: string): Promise<void> {
  const temporary = join(root, `.${hash}.${randomBytes(6).toString('hex')}`)
  try {
    await mkdir(join(temporary, dirname(below)), { recursive: true, mode: 0o700 })
    await cp(from, join(temporary, below), { recursive: true, preserveTimestamps: true })
    // What was read for the hash and what was copied may differ; the name vouches for the copy.
    if ((await packageHash(join(temporary, below))) !== hash) return
    await rename(temporary, join(root, hash))
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY') && !isErrno(error, 'EEXIST')) throw error
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Nothing for a folder that is not there or cannot be read: then it has no provider. */
async function entries(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}
