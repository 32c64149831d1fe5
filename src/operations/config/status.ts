import {
  digestIn,
  type HostStatus,
  readAnswer,
  statusOf,
  type Wanted,
} from '../../domain/config-run/host-status.ts'
import { configurationOf } from './configuration.ts'
import type { ConfigContext } from './context.ts'
import { runPlaybook } from './run-playbook.ts'

export interface ConfigStatus {
  readonly wanted: Wanted
  readonly hosts: readonly HostStatus[]
  /** True when every host is current, apart from those that are kept for a rollback. */
  readonly current: boolean
}

/** What each host says it was configured with, beside what the repository would give it now. */
export async function configStatus(
  c: ConfigContext,
  folder: string,
  news: (line: string) => void,
): Promise<ConfigStatus> {
  const variables = await c.variables()
  const digest = c.image === null ? '' : digestIn(c.image)
  const configuration = await configurationOf({ ...c, extra: [] }, variables)
  const wanted = { configuration, digest: digest === '' ? null : digest }
  // In check mode, so that asking can change nothing, and need spare nobody.
  const how = { playbook: 'status.yml', spared: [], extra: [] }
  const asking = { ...c, ...how, variables: async () => variables }
  const asked = await runPlaybook(asking, { check: true, folder, news })
  const hosts = asked.hosts.map((outcome) => {
    const told = asked.told[outcome.host]
    const status = statusOf(outcome, told === undefined ? null : readAnswer(told), wanted)
    const kept = status.word === 'differs' && c.spared.includes(outcome.host)
    return kept ? { ...status, word: 'kept' as const } : status
  })
  const current = hosts.every(({ word }) => word === 'current' || word === 'kept')
  return { wanted, hosts, current }
}
