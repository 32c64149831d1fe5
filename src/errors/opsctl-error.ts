/**
 * How a command can end badly, and the exit code of each way. 0 is success; 3 ("changes or drift
 * found") is a result rather than an error, but `--exit-code` reports it here too.
 */
export const exitCodes = {
  failed: 1,
  input: 2,
  changes: 3,
  locked: 4,
  gate: 5,
  stuck: 6,
  interrupted: 130,
} as const

export type ErrorKind = keyof typeof exitCodes

export interface ErrorParts {
  /** Stable identifier, listed in docs/errors.md. */
  readonly code: string
  readonly kind: ErrorKind
  /** What happened, one sentence. */
  readonly message: string
  /** What is true now: what was and was not changed. */
  readonly now?: string
  /** What to type or do next, most likely first. */
  readonly next?: readonly string[]
  /** Names the field, file or resource at fault, for machines. */
  readonly details?: Readonly<Record<string, string | number | boolean | readonly string[]>>
  readonly cause?: unknown
}

/** The only error that opsctl throws on purpose. */
export class OpsctlError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly now: string | undefined
  readonly next: readonly string[]
  readonly details: NonNullable<ErrorParts['details']>

  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause })
    this.name = 'OpsctlError'
    this.code = parts.code
    this.kind = parts.kind
    this.now = parts.now
    this.next = parts.next ?? []
    this.details = parts.details ?? {}
  }

  /** The same error with other words. */
  saying(other: Omit<Partial<ErrorParts>, 'code' | 'kind'>): OpsctlError {
    const { code, kind, message, now, next, details, cause } = this
    const told = now === undefined ? {} : { now }
    return new OpsctlError({ code, kind, message, ...told, next, details, cause, ...other })
  }

  /** The process exit code of this error. */
  get exitCode(): number {
    return exitCodes[this.kind]
  }
}
