import { providerCache } from '../../adapters/provider-cache.ts'
import type { ProviderCache } from '../../ports/provider-cache.ts'
import { truthy } from '../terminal.ts'
import { userCache } from './user-cache.ts'

/** Go's names, as providers' packages are called by them. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }

/** The user's providers; null where nobody wants them kept: by opsctl.yaml, or else in CI. */
export function userProviders(wanted: boolean | undefined): ProviderCache | null {
  const folder = userCache('providers')
  if (folder === null || !(wanted ?? !truthy(process.env['CI']))) return null
  const platform = `${process.platform}_${architectures[process.arch] ?? process.arch}`
  return providerCache(folder, platform)
}
