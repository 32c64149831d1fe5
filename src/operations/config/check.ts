import type { RunOutcome } from '../../domain/config-run/outcome.ts'
import type { ConfigContext } from './context.ts'
import { runPlaybook } from './run-playbook.ts'

/** What `config apply` would change on each host, by Ansible's check mode. */
export async function configCheck(
  c: ConfigContext,
  folder: string,
  news: (line: string) => void,
): Promise<RunOutcome> {
  return runPlaybook(c, { check: true, folder, news })
}
