import type { Finding, FindingLevel } from '../../domain/policy/finding.ts'
import type { CommandLine } from '../../ports/exec.ts'
import { type Judged, NoJudgement, type PolicyPlace, placeOf } from './place.ts'

/**
 * The root module and those below it, each by its own rules. `.tflint.hcl` of the root module counts
 * for all of them: otherwise each folder would need one. Source: docs/user-guide of tflint 0.64.
 */
export function lint(at: PolicyPlace): CommandLine {
  return {
    file: 'tflint',
    args: [
      '--recursive',
      '--format=json',
      '--no-color',
      `--var-file=${at.varFile}`,
      ...(at.tflintConfig === null ? [] : [`--config=${at.tflintConfig}`]),
    ],
    cwd: at.dir,
    env: at.env,
    effect: 'read',
  }
}

interface Output {
  readonly issues?: readonly Issue[]
  readonly errors?: readonly { readonly summary?: string; readonly message?: string }[]
}

interface Issue {
  readonly rule?: { readonly name?: string; readonly severity?: string }
  readonly message?: string
  readonly range?: { readonly filename?: string; readonly start?: { readonly line?: number } }
}

/**
 * What it found. Exit codes: 0 nothing, 1 errors of its own, 2 findings.
 * @throws NoJudgement with its own words
 */
export function parseLint({ exitCode, stdout }: Judged, room: string): readonly Finding[] {
  const { issues = [], errors = [] } = JSON.parse(stdout) as Output
  const [first] = errors
  if (first !== undefined) {
    throw new NoJudgement([first.summary, first.message].filter(Boolean).join(': '))
  }
  if (exitCode !== 0 && exitCode !== 2) throw new NoJudgement(`exit ${exitCode}`)
  return issues.map(({ rule, message, range }) => ({
    tool: 'tflint',
    level: levelOf(rule?.severity),
    rule: rule?.name ?? 'unnamed',
    message: message ?? '',
    file: range?.filename ? placeOf(room, range.filename) : null,
    line: range?.start?.line ?? null,
    resource: null,
  }))
}

function levelOf(severity: string | undefined): FindingLevel {
  // `info` in some formats and versions.
  if (severity === 'notice' || severity === 'info') return 'notice'
  return severity === 'warning' ? 'warning' : 'error'
}
