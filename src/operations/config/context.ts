import type { Environment } from '../../config/environment.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Documents } from '../../ports/documents.ts'
import type { Exec } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import type { AnsiblePlace } from '../../tools/ansible/commands.ts'
import type { Aim, Asked } from './aim.ts'

/** All that the config operations need of the world. */
export interface ConfigContext {
  readonly exec: Exec
  readonly files: Files
  readonly environment: Environment
  readonly ansible: AnsiblePlace
  readonly playbook: string
  /** Extra variables for the playbook: image, addresses, names of secrets. No secret itself. */
  variables(): Promise<JsonObject>
  /** The service's image by digest; null leaves it to the roles to refuse. */
  readonly image: string | null
  /** The version of that image, where a deployment named it; null otherwise. */
  readonly version: string | null
  /** Limits the run to these hosts; empty means all. */
  readonly only: readonly string[]
  /** Hosts kept for a rollback, which the run leaves alone although they are among the others. */
  readonly spared: readonly string[]
  readonly extra: readonly string[]
}

/** What `config apply` needs: which run it is to be is read off the ledger when it has the lock. */
export interface ApplyContext {
  readonly environment: Pick<Environment, 'name'>
  readonly exec: Exec
  readonly documents: Documents
  /** The operation's own ID. */
  readonly operation: string
  readonly asked: Asked
  /** All that a run with this aim needs. @throws OpsctlError for a folder that others may write */
  run(aim: Aim): Promise<ConfigContext>
}
