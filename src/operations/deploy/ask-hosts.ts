import { readAnswer } from '../../domain/config-run/host-status.ts'

import { digestOf } from '../../domain/deployment/release.ts'
import type { Running } from '../../engine/step.ts'
import { runPlaybook } from '../config/run-playbook.ts'
import type { DeployContext } from './context.ts'

/** What a host says that it runs; `digest` is empty when nothing runs there. */
export interface HostIdentity {
  readonly host: string
  /** `sha256:…`. */
  readonly digest: string
  /** Hash of what it was configured with (ansible/roles/record). */
  readonly configuration: string
  /** False when a configuration run began there and did not end. */
  readonly complete: boolean
}

/**
 * Asks the hosts themselves, by ansible/status.yml in check mode. A host that does not answer is
 * missing from what comes back; whoever counts must compare with the hosts that were asked.
 */
export async function askHosts(
  c: DeployContext,
  at: Pick<Running, 'folder'>,
  hosts: readonly string[],
): Promise<readonly HostIdentity[]> {
  if (hosts.length === 0) return []
  const asking = c.ansible({ playbook: 'status.yml', hosts, variables: {} })
  const { folder } = at
  const { told } = await runPlaybook(asking, { check: true, folder, news: () => undefined })
  return hosts.flatMap((host) => {
    const said = told[host]
    if (said === undefined) return []
    const { record, running } = readAnswer(said)
    const configuration = record?.configuration ?? ''
    return [{ host, digest: running, configuration, complete: record?.complete === true }]
  })
}

/**
 * How the hosts differ from one another, or from the wanted image, a line each; empty when all that
 * were asked are the same.
 */
export function differences(
  hosts: readonly string[],
  heard: readonly HostIdentity[],
  image: string | null,
): readonly string[] {
  const first = heard[0]
  const wanted = image === null ? first?.digest : digestOf(image)
  return hosts.flatMap((host) => {
    const one = heard.find((found) => found.host === host)
    if (one === undefined) return [`${host}  did not answer`]
    if (one.digest !== wanted) return [`${host}  runs ${one.digest || 'nothing'}, not ${wanted}`]
    if (!one.complete) return [`${host}  a configuration run began there and did not end`]
    const same = one.configuration === first?.configuration
    return same ? [] : [`${host}  has another configuration than ${first?.host}`]
  })
}
