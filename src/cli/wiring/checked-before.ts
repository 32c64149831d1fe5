import { isAbsolute, join } from 'node:path'
import { checkedConfigs } from '../../adapters/checked-configs.ts'
import type { CheckedConfigs } from '../../ports/checked-configs.ts'

/** Put in by the build: a hash of all that opsctl is made of. The sources themselves have none. */
declare const builtFrom: string

/** Where this build keeps what it checked: in the user's cache, beside what Node compiled of it. */
export function checkedBefore(): CheckedConfigs | undefined {
  if (typeof builtFrom === 'undefined') return undefined
  const { HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache') } = process.env
  if (!XDG_CACHE_HOME || !isAbsolute(XDG_CACHE_HOME)) return undefined
  return checkedConfigs(join(XDG_CACHE_HOME, 'opsctl', 'checked'), builtFrom)
}
