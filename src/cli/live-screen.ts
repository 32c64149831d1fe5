import { stripVTControlCharacters } from 'node:util'
import type { Terminal } from './terminal.ts'

/**
 * Shows a text that changes: drawn over itself on a terminal, and below it elsewhere, there only when
 * it is news.
 */
export class LiveScreen {
  readonly #terminal: Pick<Terminal, 'animated' | 'columns'>
  readonly #write: (text: string) => void
  #rows = 0
  #news: string | null = null

  constructor(
    terminal: Pick<Terminal, 'animated' | 'columns'>,
    write: (text: string) => void = (text) => void process.stderr.write(text),
  ) {
    this.#terminal = terminal
    this.#write = write
  }

  /** @param news two texts with the same news need not both be seen in a log */
  draw(text: string, news: string): void {
    if (!this.#terminal.animated) {
      if (news !== this.#news) this.#write(`${text}\n`)
      this.#news = news
      return
    }
    this.clear()
    this.#write(text)
    this.#rows = rowsOf(text, this.#terminal.columns)
  }

  /** Takes the drawing away, so that what follows stands in its place. */
  clear(): void {
    // ECMA-48: CPL goes to the start of the line n rows up, ED clears from there.
    if (this.#rows > 0) this.#write(`\u001b[${this.#rows}F\u001b[J`)
    this.#rows = 0
  }
}

/** Rows that the text takes: a line that is wider than the terminal takes more than one. */
function rowsOf(text: string, columns: number): number {
  const lines = text.replace(/\n$/, '').split('\n')
  const width = (line: string) => [...stripVTControlCharacters(line)].length
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(width(line) / columns)), 0)
}
