import type { Finding, FindingLevel } from '../../domain/policy/finding.ts'
import type { CommandLine } from '../../ports/exec.ts'
import { type Judged, NoJudgement, type PolicyPlace, placeOf } from './place.ts'

/**
 * The root module with the environment's variables, on what lies here: nothing is fetched and nothing
 * is sent. What the project decided otherwise stands in the root module's `.checkov.yaml`, which
 * checkov finds by itself. Source: "CLI Command Reference" of checkov 3.
 */
export function scan(at: PolicyPlace): CommandLine {
  return {
    file: 'checkov',
    args: [
      `--directory=${at.dir}`,
      '--framework=terraform',
      '--output=json',
      // Failed checks alone, and no lines of the code: a line can hold anything.
      '--quiet',
      '--compact',
      '--skip-download',
      '--download-external-modules=false',
      `--var-file=${at.varFile}`,
    ],
    cwd: at.dir,
    env: at.env,
    effect: 'read',
  }
}

interface Output {
  readonly results?: { readonly failed_checks?: readonly FailedCheck[] }
  readonly summary?: { readonly parsing_errors?: number }
  /** Where there is no resource at all, the summary is all that is printed. */
  readonly parsing_errors?: number
}

interface FailedCheck {
  readonly check_id?: string
  readonly check_name?: string
  readonly file_path?: string
  readonly file_line_range?: readonly number[]
  readonly resource?: string
  /** By a policy of the user's own; checkov's have none without an account. */
  readonly severity?: string | null
}

/**
 * What it found. Exit codes: 0 nothing, or nothing that its own configuration does not let pass; 1
 * findings; 2 it could not begin.
 * @throws NoJudgement with what it could not do
 */
export function parseScan({ exitCode, stdout }: Judged, room: string): readonly Finding[] {
  if (exitCode !== 0 && exitCode !== 1) throw new NoJudgement(`exit ${exitCode}`)
  const parsed = JSON.parse(stdout) as Output | readonly Output[]
  const outputs = Array.isArray(parsed) ? (parsed as readonly Output[]) : [parsed as Output]
  const unread = outputs.reduce(
    (sum, one) => sum + (one.summary?.parsing_errors ?? one.parsing_errors ?? 0),
    0,
  )
  // It says "no findings" all the same.
  if (unread > 0) {
    throw new NoJudgement(`${unread} ${unread === 1 ? 'file' : 'files'} could not be read`)
  }
  const plain: FindingLevel = exitCode === 0 ? 'warning' : 'error'
  return outputs
    .flatMap((one) => one.results?.failed_checks ?? [])
    .map((check) => ({
      tool: 'checkov',
      level: levels[check.severity?.toUpperCase() ?? ''] ?? plain,
      rule: check.check_id ?? 'unnamed',
      message: check.check_name ?? '',
      file: check.file_path ? placeOf(room, check.file_path) : null,
      line: check.file_line_range?.[0] ?? null,
      resource: check.resource ?? null,
    }))
}

const levels: Readonly<Record<string, FindingLevel>> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'notice',
  INFO: 'notice',
}
