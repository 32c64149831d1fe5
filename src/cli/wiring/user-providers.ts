import { isAbsolute, join } from 'node:path'
import { providerCache } from '../../adapters/provider-cache.ts'
import type { ProviderCache } from '../../ports/provider-cache.ts'

/** Go's names, as providers' packages are called by them. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }

/** The user's providers; null where nobody wants them kept: by opsctl.yaml, or else in CI. */
export function userProviders(wanted: boolean | undefined): ProviderCache | null {
  const { CI, HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache') } = process.env
  const ci = CI !== undefined && !['', '0', 'false'].includes(CI)
  if (!(wanted ?? !ci) || !XDG_CACHE_HOME || !isAbsolute(XDG_CACHE_HOME)) return null
  const platform = `${process.platform}_${architectures[process.arch] ?? process.arch}`
  return providerCache(join(XDG_CACHE_HOME, 'opsctl', 'providers'), platform)
}
