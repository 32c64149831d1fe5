import { withoutControls } from '../../domain/control-characters.ts'
import type { Finding, PolicyTool } from '../../domain/policy/finding.ts'
import { type PolicyReport, policyReport, type ToolOutcome } from '../../domain/policy/report.ts'
import { foreignWords, interrupted, OpsctlError } from '../../errors/index.ts'
import type { CommandLine, Finished } from '../../ports/exec.ts'
import * as checkov from '../../tools/policy/checkov.ts'
import { type Judged, NoJudgement, type PolicyPlace } from '../../tools/policy/place.ts'
import * as tflint from '../../tools/policy/tflint.ts'
import type { InfraContext, PolicySettings } from './context.ts'
import type { MadePlan } from './terraform-run.ts'

/** A plan, and what the policy tools say of the code that it was made from. */
export interface JudgedPlan extends MadePlan {
  readonly policy: PolicyReport
}

/** More than so many bytes is no list of findings that anybody reads. */
const most = 64 * 1024 * 1024
/** A tool's own words are cut here: one line of them is shown. */
const longest = 300

/**
 * Makes a plan while the policy tools look at its code: the slower of the two decides how long it
 * takes. They are stopped when the plan fails. A tool that is missing, broken or too slow is told in
 * the report and fails nothing here.
 * @throws what `make` throws; OpsctlError INTERRUPTED
 */
export async function whileJudged(
  c: InfraContext,
  signal: AbortSignal,
  news: (line: string) => void,
  make: (signal: AbortSignal) => Promise<MadePlan>,
): Promise<JudgedPlan> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const working = new Set<PolicyTool>()
  // Terraform first: it is what everybody waits for.
  const making = make(signal)
  const judging = Promise.all(c.policy.tools.map((one) => judge(c, one, either, working)))
  try {
    const made = await making
    if (working.size > 0) news(`waiting for ${[...working].join(' and ')}`)
    const judged = await judging
    if (signal.aborted) throw interrupted('Nothing was changed.', [])
    return { ...made, policy: reportOf(c, judged) }
  } catch (error) {
    stop.abort()
    await judging
    throw error
  }
}

interface ToolJudgement {
  readonly outcome: ToolOutcome
  readonly findings: readonly Finding[]
}

/** Only now: the plan may have told which values are secret. */
function reportOf(c: InfraContext, judged: readonly ToolJudgement[]): PolicyReport {
  const clean = (text: string) => c.redact(withoutControls(text.replaceAll(/\s+/g, ' ').trim()))
  const cleanOr = (text: string | null) => (text === null ? null : clean(text))
  const outcomes = judged.map(({ outcome }) => ({ ...outcome, why: cleanOr(outcome.why) }))
  const findings = judged.flatMap((one) =>
    one.findings.map((found) => ({
      ...found,
      rule: clean(found.rule),
      message: clean(found.message),
      file: cleanOr(found.file),
      resource: cleanOr(found.resource),
    })),
  )
  return policyReport(outcomes, findings, c.policy)
}

async function judge(
  c: InfraContext,
  { tool, present }: PolicySettings['tools'][number],
  signal: AbortSignal,
  working: Set<PolicyTool>,
): Promise<ToolJudgement> {
  const without = (state: 'missing' | 'broken', why: string): ToolJudgement => ({
    outcome: { tool, state, why: why.slice(0, longest).toWellFormed() },
    findings: [],
  })
  if (!present) return without('missing', 'it is not installed')
  working.add(tool)
  try {
    const findings = await findingsOf(c, tool, signal)
    return { outcome: { tool, state: 'judged', why: null }, findings }
  } catch (error) {
    return without('broken', whyOf(error))
  } finally {
    working.delete(tool)
  }
}

function whyOf(error: unknown): string {
  return error instanceof OpsctlError || error instanceof NoJudgement
    ? error.message
    : foreignWords(error)
}

interface Tool {
  readonly command: (at: PolicyPlace) => CommandLine
  readonly parse: (ended: Judged, room: string) => readonly Finding[]
}

const tools: Readonly<Record<PolicyTool, Tool>> = {
  tflint: { command: tflint.lint, parse: tflint.parseLint },
  checkov: { command: checkov.scan, parse: checkov.parseScan },
}

/** @throws NoJudgement, or whatever says that it could not be run or understood */
async function findingsOf(
  c: InfraContext,
  tool: PolicyTool,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { command, parse } = tools[tool]
  const { dir } = c.terraform
  const config = `${dir}/.tflint.hcl`
  const at: PolicyPlace = {
    dir,
    varFile: c.varFile,
    tflintConfig: (await c.files.stat(config))?.kind === 'file' ? config : null,
    env: { ...c.terraform.env, ...c.policy.env },
  }
  const { patience } = c.policy
  const printed = bounded()
  const ended = await c.exec.run(command(at), { sink: printed.add, signal, patience })
  if (ended.late === true) throw new NoJudgement(`it took longer than ${patience.limitMs / 1000} s`)
  if (printed.over()) throw new NoJudgement(`it printed more than ${most / 1024 / 1024} MiB`)
  if (ended.exitCode === null) throw new NoJudgement(`it was ended by ${ended.signal}`)
  const stdout = printed.text()
  try {
    return parse({ exitCode: ended.exitCode, stdout }, c.terraform.dir.slice(c.project.length + 1))
  } catch (error) {
    if (error instanceof NoJudgement && error.message !== `exit ${ended.exitCode}`) throw error
    throw new NoJudgement(silent(ended))
  }
}

/** It printed nothing that could be read: the end of what it said elsewhere. */
function silent({ exitCode, stderr }: Finished): string {
  const last = stderr.trim().split('\n').at(-1) ?? ''
  return `exit ${exitCode}${last === '' ? ', and no findings that could be read' : `: ${last}`}`
}

function bounded() {
  const pieces: Buffer[] = []
  let size = 0
  return {
    add: (bytes: Uint8Array) => {
      size += bytes.byteLength
      // The rest is passed over, so that the tool can end.
      if (size <= most) pieces.push(Buffer.from(bytes))
    },
    over: () => size > most,
    text: () => Buffer.concat(pieces).toString('utf8'),
  }
}
