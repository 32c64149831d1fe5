import type { CommandLine } from '../../ports/exec.ts'
import type { AnsiblePlace } from './commands.ts'

/** One finding of ansible-lint. */
export interface LintFinding {
  readonly rule: string
  readonly severity: string
  readonly message: string
  /** Below the Ansible folder. */
  readonly path: string
  readonly line: number
}

/** The rules are those of `.ansible-lint`; offline, since a linter that downloads is no linter. */
export function lint(at: AnsiblePlace): CommandLine {
  return {
    file: at.bin === null ? 'ansible-lint' : `${at.bin}/ansible-lint`,
    cwd: at.dir,
    env: {
      ...at.env,
      // It starts Ansible's programs by their names.
      ...(at.bin === null ? {} : { PATH: `${at.bin}:${at.env['PATH'] ?? ''}` }),
      ANSIBLE_CONFIG: `${at.dir}/lint.cfg`,
    },
    args: ['--offline', '--nocolor', '--format', 'json'],
    effect: 'read',
  }
}

interface CodeClimate {
  readonly check_name: string
  readonly severity: string
  readonly description: string
  readonly location: {
    readonly path: string
    readonly lines?: { readonly begin: number | { readonly line: number } }
    readonly positions?: { readonly begin: { readonly line: number } }
  }
}

/** Reads its JSON, the Code Climate format (github.com/codeclimate/platform, spec/analyzers). */
export function parseLint(stdout: string): readonly LintFinding[] {
  return (JSON.parse(stdout) as readonly CodeClimate[]).map((issue) => {
    const begin = issue.location.positions?.begin ?? issue.location.lines?.begin ?? 0
    return {
      rule: issue.check_name,
      severity: issue.severity,
      message: issue.description,
      path: issue.location.path,
      line: typeof begin === 'number' ? begin : begin.line,
    }
  })
}
