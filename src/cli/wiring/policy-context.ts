import { join } from 'node:path'
import { codeHash } from '../../operations/infra/code-hash.ts'
import type { Allowed, InfraContext } from '../../operations/infra/context.ts'
import type { Backend } from '../../tools/terraform/commands.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { infraContext } from './infra-context.ts'

/** The stack's context, turned to the root module of the snapshot policies and its own state. */
export async function policyContext(
  place: EnvironmentPlace,
  extra: readonly string[] = place.workplace.call.passedOn,
  allow?: Allowed,
): Promise<InfraContext> {
  const infra = await infraContext(place, extra, allow)
  const { project, environment, terraform, files } = infra
  const dir = join(project, place.loaded.config.snapshots.policy.dir)
  const dataDir = join(project, '.opsctl', 'snapshot-policy', environment.name)
  await files.makeFolder(dataDir, 0o700)
  return {
    ...infra,
    topic: 'snapshot policy',
    backend: infra.backend === null ? null : besides(infra.backend),
    codeHash: () => codeHash(files, dir),
    terraform: { ...terraform, dir, dataDir },
    varFile: join(dir, 'env', environment.name, 'terraform.tfvars'),
  }
}

/** The policies' state lies beside the stack's. */
function besides(backend: Backend): Backend {
  const own = (path: string) => `${path.replace(/\.tfstate$/, '')}.snapshots.tfstate`
  return backend.type === 'local'
    ? { ...backend, path: own(backend.path) }
    : { ...backend, key: own(backend.key) }
}
