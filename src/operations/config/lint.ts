import { toolFailed } from '../../errors/index.ts'
import type { Exec } from '../../ports/exec.ts'
import type { AnsiblePlace } from '../../tools/ansible/commands.ts'
import { type LintFinding, lint, parseLint } from '../../tools/ansible/lint.ts'

/**
 * What ansible-lint finds in the project's playbooks and roles; an empty list is a clean folder.
 * @throws OpsctlError TOOL_FAILED when it could not judge
 */
export async function configLint(exec: Exec, at: AnsiblePlace): Promise<readonly LintFinding[]> {
  const ended = await exec.run(lint(at))
  // 0: clean; 2: findings (ansible-lint, "Exit codes"). Anything else is no judgement.
  if (ended.exitCode === 0 || ended.exitCode === 2) {
    try {
      return parseLint(ended.stdout)
    } catch {
      // It said nothing that can be read; told below.
    }
  }
  throw toolFailed(
    'ansible-lint',
    `ended with ${ended.exitCode ?? ended.signal} and no findings:\n${ended.stderr.trim().slice(-2000)}`,
    'Nothing was changed.',
    ['look at it by hand: ANSIBLE_CONFIG=lint.cfg ansible-lint (ansible/README.md)'],
  )
}
