import * as terraform from '../../../tools/terraform/commands.ts'
import type { InfraContext } from '../context.ts'
import { failure, listen } from '../terraform-run.ts'

/** Where the team and CI run Terraform: without a checksum for it, a platform trusts what it gets. */
export const commonPlatforms = [
  'linux_amd64',
  'linux_arm64',
  'darwin_amd64',
  'darwin_arm64',
  'windows_amd64',
] as const

/** Writes the providers' checksums for these platforms to `.terraform.lock.hcl`. */
export async function infraProvidersLock(
  c: InfraContext,
  platforms: readonly string[],
  news: (line: string) => void,
): Promise<void> {
  const said = listen(news)
  const ended = await c.exec.run(terraform.providersLock(c.terraform, platforms), {
    onLine: said.onLine,
  })
  if (ended.exitCode === 0 || ended.skipped === true) return
  throw failure('providers lock', ended, said, 'The lock file is as it was.', c)
}
