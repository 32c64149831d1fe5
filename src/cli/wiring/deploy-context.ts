import { awsBalancer } from '../../adapters/aws-balancer.ts'
import { awsFleet } from '../../adapters/aws-fleet.ts'
import { headCommit } from '../../adapters/git-commit.ts'
import { httpRegistry } from '../../adapters/http-registry.ts'
import { registryLogin } from '../../adapters/registry-login.ts'
import type { Stack } from '../../domain/deployment/stack.ts'
import type {
  DeployContext,
  DeployInput,
  Goal,
  RollbackInput,
} from '../../operations/deploy/context.ts'
import { fenced, lockGuard } from '../../operations/deploy/guard.ts'
import type { ImageRegistry } from '../../ports/image-registry.ts'
import { ansiblePlace } from './config-context.ts'
import { databaseCopies } from './copies.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'
import { gatesFor } from './gates.ts'
import { recordsOf } from './records.ts'

/** What a deployment or rollback needs, from what was journaled of it. */
export async function deployContext(
  place: EnvironmentPlace,
  operation: string,
  input: Pick<DeployInput | RollbackInput, 'stack' | 'patience'> & { readonly goal: Goal },
): Promise<DeployContext> {
  const { workplace, loaded, environment, aws } = place
  const { exec, files, clock, prompt, progress } = workplace
  const documents = documentsOf(place)
  const { playbook } = loaded.config.ansible
  const ansible = await ansiblePlace(place)
  const guard = lockGuard({ environment: environment.name, operation }, { documents, clock })
  return {
    environment,
    ...input,
    operation,
    commit: () => headCommit(loaded.project),
    documents,
    copies: databaseCopies(place),
    clock,
    prompt,
    images: imagesOf(place),
    gates: gatesFor(place),
    freezes: loaded.config.deploy.freeze,
    // AWS knows nothing of our lock: whoever writes makes sure that it is still ours.
    ...fenced({ balancer: awsBalancer(aws), fleet: awsFleet(aws) }, guard),
    ansible: (run) => ({
      exec,
      files,
      environment,
      ansible,
      playbook: run.playbook ?? playbook,
      variables: async () => ({ ...input.stack.variables, ...run.variables }),
      image: null,
      version: null,
      only: run.hosts,
      spared: [],
      extra: [],
    }),
    show: (text) => progress.note(text),
  }
}

/** The registry of the environment's images; the sandbox's is asked where it is published. */
export function imagesOf({ sandbox }: EnvironmentPlace): ImageRegistry {
  const registry = httpRegistry({ plainHttp: sandbox !== null, basic: registryLogin })
  if (sandbox === null) return registry
  const { registry: inside, registryPublished } = sandbox
  return {
    find: (reference) =>
      registry.find(
        reference.startsWith(`${inside}/`)
          ? registryPublished + reference.slice(inside.length)
          : reference,
      ),
  }
}

/** What `deploy status` looks with; the stack is that of the last deployment, or Terraform's. */
export function deployLooking(place: EnvironmentPlace, stack: Stack) {
  const { workplace, environment, aws } = place
  return {
    stack,
    environment,
    balancer: awsBalancer(aws),
    fleet: awsFleet(aws),
    documents: recordsOf(place),
    clock: workplace.clock,
  }
}
