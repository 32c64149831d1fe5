import { join } from 'node:path'
import type { JsonObject } from '../../domain/json.ts'
import type { ConfigContext } from '../../operations/config/context.ts'
import { refuseUnsafeFolder } from '../../operations/config/safe-folder.ts'
import { infraOutput } from '../../operations/infra/output.ts'
import { withoutForeignSettings } from '../../tools/ansible/environment.ts'
import { type EnvironmentPlace, infraContext } from './environment-place.ts'

/** What the config operations need, for this environment; `input` is what was journaled. */
export async function configContext(
  place: EnvironmentPlace,
  input: JsonObject,
): Promise<ConfigContext> {
  const { workplace, loaded, environment, env, sandbox } = place
  const { playbook } = loaded.config.ansible
  const dir = join(loaded.project, loaded.config.ansible.dir)
  await refuseUnsafeFolder(workplace.files, dir)
  return {
    exec: workplace.exec,
    files: workplace.files,
    environment,
    ansible: {
      bin: sandbox?.pythonBin ?? null,
      dir,
      env: { ...withoutForeignSettings(process.env), ...env },
    },
    playbook,
    variables: async () => variables(place, input),
    image: typeof input['image'] === 'string' ? input['image'] : null,
    only: (input['only'] as readonly string[] | undefined) ?? [],
    extra: (input['extra'] as readonly string[] | undefined) ?? [],
  }
}

/** What the roles need to know of the stack; names and addresses, never a secret. */
async function variables(place: EnvironmentPlace, input: JsonObject) {
  const outputs = await infraOutput(await infraContext(place, []))
  const text = (name: string) => {
    const value = outputs[name]?.value
    return typeof value === 'string' || typeof value === 'number' ? { [name]: value } : {}
  }
  return {
    ...text('db_secret_arn'),
    ...text('db_address'),
    ...text('db_port'),
    ...(typeof input['image'] === 'string' ? { app_image: input['image'] } : {}),
    ...(typeof input['version'] === 'string' ? { app_version: input['version'] } : {}),
    // With RDS there is no host to configure, and the roles must not miss one.
    db_kind: outputs['db_host_instance_id']?.value ? 'host' : 'rds',
    app_registry_insecure: place.sandbox !== null,
    ...(outputs['bucket']?.value ? { ssm_bucket: String(outputs['bucket'].value) } : {}),
  }
}
