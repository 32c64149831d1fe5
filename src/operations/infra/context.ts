import type { Environment } from '../../config/environment.ts'
import type { PlanSummary } from '../../domain/plan/summary.ts'
import type { PolicyTool } from '../../domain/policy/finding.ts'
import type { PolicyReport, PolicyRules } from '../../domain/policy/report.ts'
import type { Snapshot } from '../../domain/snapshot/snapshot.ts'
import type { Documents } from '../../ports/documents.ts'
import type { Exec, Patience } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import type { IdentityReader } from '../../ports/identity.ts'
import type { Prompt } from '../../ports/prompt.ts'
import type { ProviderCache } from '../../ports/provider-cache.ts'
import type { Backend, TerraformPlace } from '../../tools/terraform/commands.ts'

/** All that the infra operations need of the world. */
export interface InfraContext {
  readonly exec: Exec
  readonly files: Files
  readonly prompt: Prompt
  readonly identity: IdentityReader
  /** Where it is noted which saved plan was applied. */
  readonly documents: Documents
  readonly environment: Environment
  /** Which root module this is, as people type it: `opsctl TOPIC plan`. */
  readonly topic: 'infra' | 'snapshot policy'
  /** Set where a failure leaves an operation in the middle, so that only `resume` goes on. */
  readonly underWay?: boolean
  /** Absolute folder of the project. */
  readonly project: string
  /** Commit of the project; null outside of a repository. */
  commit(): Promise<string | null>
  /** SHA-256 of the root module's files as the invocation found them, for `initialise`. */
  codeHash(): Promise<string>
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal
  /** opsctl's version. */
  readonly version: string
  readonly terraform: TerraformPlace
  /** Null when opsctl.yaml names none. */
  readonly backend: Backend | null
  /** Providers that were fetched before; null where they are fetched anew each time. */
  readonly providers: ProviderCache | null
  /** Absolute path of the environment's variables. */
  readonly varFile: string
  /** The TF_VAR_* of the environment: name and value, sorted. */
  readonly variables: readonly (readonly [string, string])[]
  /** `user@host`, as Terraform signs its locks. */
  readonly me: string
  readonly lockWaitSeconds: number
  /** What the user gave after `--`, as `passedWords` lets it through. */
  readonly extra: readonly string[]
  /** The copies of the environment's data, for a plan that loses some. */
  readonly copies: Copies
  /** What was allowed in advance, by a flag of its own each. */
  readonly allow: Allowed
  /** Who looks at the code of a plan. */
  readonly policy: PolicySettings
  /** A value that must not be shown from now on. */
  hide(value: string): void
  /** A foreign text without what must not be shown. */
  redact(text: string): string
  /**
   * Shows a plan's summary before the question is asked: to the person, and in the job's summary.
   * `policy` is null where nobody asked the policy tools.
   */
  show(plan: PlanSummary, policy: PolicyReport | null): Promise<void>
}

/** What opsctl.yaml says of the policy tools, and what this machine has of them. */
export interface PolicySettings extends PolicyRules {
  readonly tools: readonly { readonly tool: PolicyTool; readonly present: boolean }[]
  readonly patience: Patience
  /** Takes the secrets out of the tools' environment: they need none. */
  readonly env: Readonly<Record<string, undefined>>
}

export interface Copies {
  list(): Promise<readonly Snapshot[]>
  now(): Date
  /** A copy is recent enough up to this age. */
  readonly maxAgeSeconds: number
}

export interface Allowed {
  /** `--allow-data-loss` */
  readonly dataLoss: boolean
  /** `--allow-large` */
  readonly large: boolean
}
