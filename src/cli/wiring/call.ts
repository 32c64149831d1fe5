import type { Redactor } from '../../domain/redaction.ts'
import type { Paint } from '../../ui/paint.ts'
import type { Terminal } from '../terminal.ts'

/** One invocation as the wiring needs it: flags by name, and where it runs. */
export interface Call {
  readonly flags: {
    readonly chdir?: string | undefined
    readonly env?: string | undefined
    readonly verbose?: boolean
    readonly yes?: boolean
    readonly confirm?: string | undefined
    readonly 'dry-run'?: boolean
    readonly 'lock-wait'?: number
  }
  readonly terminal: Terminal
  /** Everything after `--`. */
  readonly passedOn: readonly string[]
  readonly signal: AbortSignal
  /** opsctl's own version. */
  readonly version: string
  /** The package's folder, with the stack that it carries. */
  readonly root: string
  /** Hides secrets in all that is shown: the environment's from the start, others as they are met. */
  readonly redactor: Redactor
  /** Colours for stderr. */
  readonly paint: Paint
}
