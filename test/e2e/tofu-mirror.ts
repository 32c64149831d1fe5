import { globSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { World } from '../real-terraform/world.ts'

const built = '.terraform.d/plugins/registry.terraform.io/hashicorp/aws/*/*'

/**
 * OpenTofu looks for the AWS provider under its own registry's name; where it was built, it lies under
 * Terraform's. The variables by which `tofu` finds it there: none where there is none.
 */
export function tofuMirror(world: World): Readonly<Record<string, string>> {
  const [found] = globSync(join(process.env['HOME'] ?? '', built))
  if (found === undefined) return {}
  const mirror = join(world.folder, 'mirror')
  const [version = '', platform = ''] = found.split('/').slice(-2)
  const to = join(mirror, 'registry.opentofu.org/hashicorp/aws', version, platform)
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(found, to)
  // Every source that is not excluded is asked as well, and one that is out of reach fails it. The host
  // has to be named: `*` stands for one only where the rest is `*` too.
  const elsewhere = 'direct { exclude = ["registry.opentofu.org/hashicorp/aws"] }'
  const text = `provider_installation {\n  filesystem_mirror { path = "${mirror}" }\n  ${elsewhere}\n}\n`
  return { TF_CLI_CONFIG_FILE: world.put('mirror.tfrc', text) }
}
