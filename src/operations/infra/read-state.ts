import { toolFailed } from '../../errors/index.ts'
import { printedJson } from '../../tools/printed-json.ts'
import type { StateJson } from '../../tools/terraform/adoption.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import { typed } from '../../tools/terraform/names.ts'
import type { InfraContext } from './context.ts'

/**
 * What the state holds, with the IDs that AWS knows it by.
 * @throws OpsctlError TOOL_FAILED
 */
export async function readState(c: InfraContext): Promise<StateJson> {
  const shown = await c.exec.run(terraform.showState(c.terraform))
  if (shown.exitCode !== 0) throw stateFailed(c, 'show', shown.stderr)
  return printedJson(typed(c.terraform, 'show'), shown.stdout, ['opsctl doctor'])
}

/** The error for a failed `terraform WHAT` on the state, with Terraform's words. */
export function stateFailed(c: InfraContext, what: string, words: string): Error {
  const how = `failed:\n${words.trim()}`
  return toolFailed(typed(c.terraform, what), how, 'Nothing was changed.', [])
}
