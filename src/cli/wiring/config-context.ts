import { join } from 'node:path'
import { reachOf } from '../../domain/config-run/reach.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Asked } from '../../operations/config/aim.ts'
import type { ApplyContext, ConfigContext } from '../../operations/config/context.ts'
import { refuseUnsafeFolder } from '../../operations/config/safe-folder.ts'
import { infraOutput, type StackOutput } from '../../operations/infra/output.ts'
import type { StoredOperation } from '../../operations/take-up.ts'
import type { AnsiblePlace } from '../../tools/ansible/commands.ts'
import { withoutForeignSettings } from '../../tools/ansible/environment.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'
import { infraContext } from './infra-context.ts'

/** What the config operations need, for this environment; `input` is what was journaled. */
export async function configContext(
  place: EnvironmentPlace,
  input: JsonObject,
): Promise<ConfigContext> {
  const { workplace, loaded, environment } = place
  return {
    exec: workplace.exec,
    files: workplace.files,
    environment,
    ansible: await ansiblePlace(place),
    playbook: loaded.config.ansible.playbook,
    variables: async () => variables(place, input),
    image: typeof input['image'] === 'string' ? input['image'] : null,
    version: typeof input['version'] === 'string' ? input['version'] : null,
    ...reachOf(input),
    extra: (input['extra'] as readonly string[] | undefined) ?? [],
  }
}

/**
 * What `config apply` needs; its runs are made when it is known what they bring.
 * @throws OpsctlError for a folder that others may write, before an operation begins
 */
export async function applyContext(
  place: EnvironmentPlace,
  { id, input }: Pick<StoredOperation, 'id' | 'input'>,
): Promise<ApplyContext> {
  await ansiblePlace(place)
  return {
    environment: place.environment,
    exec: place.workplace.exec,
    documents: documentsOf(place),
    operation: id,
    asked: input['asked'] as unknown as Asked,
    run: (aim) => configContext(place, { ...input, ...aim }),
  }
}

/** Where Ansible runs for this environment. @throws OpsctlError for a folder that others may write */
export async function ansiblePlace(place: EnvironmentPlace): Promise<AnsiblePlace> {
  const { workplace, loaded, env, sandbox } = place
  const dir = join(loaded.project, loaded.config.ansible.dir)
  await refuseUnsafeFolder(workplace.files, dir)
  const bin = sandbox?.pythonBin ?? null
  return { bin, dir, env: { ...withoutForeignSettings(process.env), ...env } }
}

async function variables(place: EnvironmentPlace, input: JsonObject): Promise<JsonObject> {
  const outputs = await infraOutput(await infraContext(place, []))
  return {
    ...stackVariables(place, outputs),
    ...(typeof input['image'] === 'string' ? { app_image: input['image'] } : {}),
    ...(typeof input['version'] === 'string' ? { app_version: input['version'] } : {}),
  }
}

/** What the roles need to know of the stack; names and addresses, never a secret. */
export function stackVariables(
  place: EnvironmentPlace,
  outputs: Readonly<Record<string, StackOutput>>,
): JsonObject {
  const text = (name: string) => {
    const value = outputs[name]?.value
    return typeof value === 'string' || typeof value === 'number' ? { [name]: value } : {}
  }
  return {
    ...text('db_secret_arn'),
    ...text('db_address'),
    ...text('db_port'),
    // With RDS there is no host to configure, and the roles must not miss one.
    db_kind: outputs['db_host_instance_id']?.value ? 'host' : 'rds',
    // Each batch waits until these see it healthy.
    ...(isObject(outputs['target_groups']?.value)
      ? { target_groups: outputs['target_groups'].value }
      : {}),
    app_registry_insecure: place.sandbox !== null,
    ...(outputs['transfer_bucket']?.value
      ? { ssm_bucket: String(outputs['transfer_bucket'].value) }
      : {}),
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
