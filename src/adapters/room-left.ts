import { statfsSync } from 'node:fs'

/** Bytes that this user may still write where the folder is; null when nobody can tell. */
export function roomLeft(folder: string): number | null {
  try {
    const { bavail, bfree, bsize } = statfsSync(folder)
    return (process.getuid?.() === 0 ? bfree : bavail) * bsize
  } catch {
    return null
  }
}
