import { isAbsolute, join } from 'node:path'

/** opsctl's folder of this name in the user's cache, absolute; null where no home says where that is. */
export function userCache(name: string): string | null {
  const { HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache') } = process.env
  if (!XDG_CACHE_HOME || !isAbsolute(XDG_CACHE_HOME)) return null
  return join(XDG_CACHE_HOME, 'opsctl', name)
}
