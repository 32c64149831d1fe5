import { toolTooOld } from '../../errors/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { InfraContext } from './context.ts'

/** S3's own locking (use_lockfile) and write-only arguments came with it, in OpenTofu as well. */
export const oldestTerraform = '1.11.0'

/**
 * Called when Terraform failed at its beginning: an old one calls what it does not know an error of
 * the code. Asking each time beforehand would cost every command a process.
 * @throws OpsctlError TOOL_TOO_OLD (exit 2)
 */
export async function refuseTooOld(c: InfraContext): Promise<void> {
  const ended = await c.exec.run(terraform.version(c.terraform)).catch(() => null)
  // With what it prints as JSON, or what came before Terraform could.
  const [found] = /\d+\.\d+\.\d+/.exec(ended?.stdout ?? '') ?? []
  if (found === undefined) return
  const { default: semver } = await import('semver')
  if (semver.gte(found, oldestTerraform)) return
  const fix = 'install Terraform or OpenTofu 1.11 or later, or name another: terraform.program'
  throw toolTooOld(c.terraform.program, found, `${oldestTerraform} or later`, fix)
}
