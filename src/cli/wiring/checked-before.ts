import { checkedConfigs } from '../../adapters/checked-configs.ts'
import type { CheckedConfigs } from '../../ports/checked-configs.ts'
import { userCache } from './user-cache.ts'

/** Put in by the build: a hash of all that opsctl is made of. The sources themselves have none. */
declare const builtFrom: string

/** Where this build keeps what it checked: in the user's cache, beside what Node compiled of it. */
export function checkedBefore(): CheckedConfigs | undefined {
  if (typeof builtFrom === 'undefined') return undefined
  const folder = userCache('checked')
  return folder === null ? undefined : checkedConfigs(folder, builtFrom)
}
