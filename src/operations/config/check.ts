import { type CheckedTask, type Drift, driftOf } from '../../domain/config-run/drift.ts'
import type { ConfigContext } from './context.ts'
import { runPlaybook } from './run-playbook.ts'

/** What `config apply` would change on each host, by Ansible's check mode. */
export async function configCheck(
  c: ConfigContext,
  folder: string,
  news: (line: string) => void,
): Promise<Drift> {
  const tasks: CheckedTask[] = []
  const outcome = await runPlaybook(c, {
    check: true,
    folder,
    news,
    onHost: ({ host, task, status, unjudged }) => {
      if (host === 'localhost') return
      if (status === 'changed') tasks.push({ host, task, found: 'change' })
      else if (unjudged === true) tasks.push({ host, task, found: 'unjudged' })
    },
  })
  return driftOf(outcome, tasks)
}
