import type { Effect } from '../domain/effect.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Clock } from '../ports/clock.ts'
import type { Documents } from '../ports/documents.ts'
import type { Files } from '../ports/files.ts'
import type { Processes } from '../ports/processes.ts'
import type { Progress } from '../ports/progress.ts'
import type { Facts, Step } from './step.ts'

/** An ordered list of steps with all that is needed to take it up again in another process. */
export interface Operation<C = unknown> {
  readonly id: string
  /** The command's words, e.g. `infra up`; the key under which `resume` finds its builder. */
  readonly kind: string
  readonly environment: string
  /** Rebuilds the steps. No secrets: it is journaled. */
  readonly input: JsonObject
  readonly steps: readonly Step<C>[]
  readonly context: C
  /** `read`: no journal, no ledger, no lock. */
  readonly effect: Effect
  /** Takes the environment's lock before the first changing step. */
  readonly lock?: boolean
  /** A gate's no (an error of kind `gate`) puts everything back at once instead of waiting for `abort`. */
  readonly putsBack?: boolean
}

/** Who runs this process, as journal, ledger and lock record it. */
export interface Identity {
  /** E.g. the user's login, or `github:octocat`. */
  readonly actor: string
  readonly host: string
  /** Same for all processes whose pids can be compared: this boot, this pid namespace. */
  readonly hostToken: string
  readonly pid: number
  /** Of this process, as Processes.startOf tells it. */
  readonly processStart: string
  /** opsctl's version. */
  readonly version: string
  /** Commit of the project; null outside of a repository. */
  readonly commit: string | null
}

/** What the engine needs of the world. */
export interface EngineDeps {
  readonly files: Files
  readonly documents: Documents
  readonly clock: Clock
  readonly processes: Processes
  readonly progress: Progress
  readonly who: Identity
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal
  /** `<project>/.opsctl/operations` */
  readonly operationsFolder: string
  /** How long to wait for a held lock; 0 refuses at once. */
  readonly lockWaitSeconds: number
}

/** How an operation came to its end. */
export interface OperationEnd {
  readonly id: string
  readonly outcome: 'done' | 'aborted' | 'failed' | 'interrupted'
  readonly facts: Facts
  readonly steps: readonly { readonly id: string; readonly outcome: string }[]
  /** True when this call ran or undid at least one step that is not a read. */
  readonly changed: boolean
  /** After an abort: changing steps that had begun and cannot be taken back. */
  readonly kept: readonly string[]
}
