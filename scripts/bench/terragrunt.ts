import { isOnPath } from '../../src/adapters/programs.ts'
import type { World } from '../../test/real-terraform/world.ts'
import { type Run, take } from './measure.ts'

/** Whether the peer is there: no registry gives it, so it is built by hand (docs/benchmarks.md). */
export const hasTerragrunt = (): boolean => isOnPath('terragrunt')

/**
 * The same stack as units of terragrunt, one for each name, applied by it. Without its provider cache and
 * its reports, as it comes.
 * @returns what plans them all, two at a time; opsctl's equal is `infra plan -e A,B,…`
 */
export async function terragruntUnits(world: World, names: readonly string[]): Promise<Run> {
  const source = `${world.folder}/infra`
  for (const name of names) {
    world.put(`units/${name}/terragrunt.hcl`, `terraform {\n  source = "${source}"\n}\n`)
  }
  const all = (command: string): Run => ({
    file: 'terragrunt',
    args: ['run', '--all', '--non-interactive', '--parallelism', '2', command],
    cwd: `${world.folder}/units`,
    env: world.env({ TG_TF_PATH: 'terraform' }),
  })
  await take(all('apply'))
  return all('plan')
}
