import { isOnPath } from '../../adapters/programs.ts'
import { toolMissing } from '../../errors/index.ts'

type Program = 'terraform' | 'tofu'

/** Says where each of the two is to be had. */
export const installTerraform =
  'install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org), 1.11 or later'

/**
 * terraform or tofu: the configured one, or whichever is found first.
 * @throws OpsctlError TOOL_MISSING
 */
export function terraformProgram(configured: Program | undefined): Program {
  const found = wanted(configured).find(isOnPath)
  if (found !== undefined) return found
  const names = wanted(configured).join(' or ')
  throw toolMissing(names, 'Terraform or OpenTofu 1.11 or later', installTerraform)
}

/** The same where it may never be started, or its absence is told in another way. */
export function likelyProgram(configured: Program | undefined): Program {
  const [first] = wanted(configured)
  return wanted(configured).find(isOnPath) ?? first
}

function wanted(configured: Program | undefined): readonly [Program, ...Program[]] {
  return configured === undefined ? ['terraform', 'tofu'] : [configured]
}
