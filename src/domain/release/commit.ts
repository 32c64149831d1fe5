/** A commit of the history, as `git log` gives it. */
export interface Commit {
  /** Full hash. */
  readonly hash: string
  readonly parents: readonly string[]
  /** When it was committed, in seconds since 1970. */
  readonly time: number
  /** The message, unprocessed: it may hold anything that is not a NUL. */
  readonly message: string
}

/** How a hash is shortened wherever it is shown: always alike, however large the repository grows. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8)
}

/** YYYY-MM-DD in UTC. */
export function dayOf(time: number): string {
  const date = new Date(time * 1000)
  return Number.isNaN(date.getTime()) ? '1970-01-01' : date.toISOString().slice(0, 10)
}

export function firstLine(message: string): string {
  const end = message.indexOf('\n')
  return (end === -1 ? message : message.slice(0, end)).trimEnd()
}
