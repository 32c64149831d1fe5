import type { LockedProvider } from '../domain/provider-lock.ts'

/** Unpacked providers of the user's, each below a folder that bears its checksum. Never changed in place. */
export interface ProviderCache {
  /** A folder for each provider, to be taken as `-plugin-dir`; null when one of them is not here. */
  find(locked: readonly LockedProvider[]): Promise<readonly string[] | null>
  /** Keeps what lies unpacked in `folder`, as far as the lock vouches for it. Links are passed over. */
  keep(folder: string, locked: readonly LockedProvider[]): Promise<void>
  /** Removes what is not what its name says: it was cut short or altered. */
  mend(locked: readonly LockedProvider[]): Promise<void>
  /** Takes the links out of `folder`: what installs a provider anew would write through them. */
  unlink(folder: string): Promise<void>
}
