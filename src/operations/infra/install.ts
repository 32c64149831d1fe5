import { type LockedProvider, lockedProviders } from '../../domain/provider-lock.ts'
import type { Finished, RunOptions } from '../../ports/exec.ts'
import type { ProviderCache } from '../../ports/provider-cache.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { InfraContext } from './context.ts'

/** A lock file of this size is a mistake. */
const largest = 1024 * 1024

/**
 * Runs `terraform init`. Where the user's cache has every provider that the lock file names, Terraform
 * gets them from there alone and holds each against the lock file as ever; when that fails for whatever
 * reason, it runs as if there were no cache, and what it says then counts. What it fetched is kept.
 */
export async function runInit(
  c: InfraContext,
  backend: terraform.Backend,
  options: RunOptions,
): Promise<Finished> {
  const cache = c.providers
  if (cache === null) return c.exec.run(terraform.init(c.terraform, backend), options)
  const cached = await fromCache(c, backend, cache)
  if (cached !== null) return cached
  const installed = `${c.terraform.dataDir}/providers`
  await cache.unlink(installed)
  const ended = await c.exec.run(terraform.init(c.terraform, backend), options)
  const locked = ended.exitCode === 0 ? await readLock(c) : null
  // A full disk costs the next one time, not this one its work.
  if (locked !== null) await cache.keep(installed, locked).catch(() => undefined)
  return ended
}

/** Null when that was not possible. */
async function fromCache(
  c: InfraContext,
  backend: terraform.Backend,
  cache: ProviderCache,
): Promise<Finished | null> {
  const locked = await readLock(c)
  const folders = locked === null ? null : await cache.find(locked)
  if (locked === null || folders === null) return null
  const ended = await c.exec.run(terraform.init(c.terraform, backend, folders))
  if (ended.exitCode === 0) return ended
  await cache.mend(locked).catch(() => undefined)
  return null
}

/** Null when there is no lock file, or none that pins anything. */
async function readLock(c: InfraContext): Promise<readonly LockedProvider[] | null> {
  const found = await c.files.readRegular(`${c.terraform.dir}/.terraform.lock.hcl`, largest)
  if (found === null || found.content === null) return null
  const locked = lockedProviders(new TextDecoder().decode(found.content))
  return locked === null || locked.length === 0 ? null : locked
}
