import type { Environment } from '../../config/environment.ts'
import type { PlanSummary } from '../../domain/plan/summary.ts'
import type { Exec } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import type { IdentityReader } from '../../ports/identity.ts'
import type { Prompt } from '../../ports/prompt.ts'
import type { TerraformPlace } from '../../tools/terraform/commands.ts'

/** All that the infra operations need of the world. */
export interface InfraContext {
  readonly exec: Exec
  readonly files: Files
  readonly prompt: Prompt
  readonly identity: IdentityReader
  readonly environment: Environment
  readonly terraform: TerraformPlace
  /** Absolute path of the environment's variables. */
  readonly varFile: string
  /** `user@host`, as Terraform signs its locks. */
  readonly me: string
  readonly lockWaitSeconds: number
  /** What the user gave after `--`. */
  readonly extra: readonly string[]
  /** Shows a plan's summary to the person before the question is asked. */
  show(plan: PlanSummary): void
}
