import type { CommandLine } from '../ports/exec.ts'
import { type ReadingChild, startReading } from './reading-child.ts'

/**
 * Reading programs that were started before anybody asked for them: while they look, the code that
 * will ask is still being loaded. Taken only by the very same words in the same folder and
 * environment; a program that nobody took is ended, and as it only looked, nothing is lost.
 */
export class HeadStart {
  readonly #begun = new Map<string, ReadingChild>()

  begin(command: CommandLine): void {
    this.#begun.set(JSON.stringify(command), startReading(command))
  }

  has(command: CommandLine): boolean {
    return this.#begun.size > 0 && this.#begun.has(JSON.stringify(command))
  }

  /** Null: this one was not begun, or was taken before. */
  take(command: CommandLine): ReadingChild | null {
    if (this.#begun.size === 0) return null
    const key = JSON.stringify(command)
    const child = this.#begun.get(key) ?? null
    this.#begun.delete(key)
    return child
  }

  /** Ends what nobody took. */
  end(): void {
    for (const child of this.#begun.values()) child.interrupt()
    this.#begun.clear()
  }
}
