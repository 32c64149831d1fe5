/** Text that grows at its end and is read once, from its beginning. */
export interface Lines {
  readonly empty: boolean
  add(text: string): void
  /** All of it as UTF-8, piece by piece; nothing is added any more. */
  pieces(): Iterable<Uint8Array>
}

const pieceBytes = 64 * 1024

/** Lines in memory, as bytes: a text that was cut out of a larger one would keep all of it. */
export class MemoryLines implements Lines {
  readonly #pieces: Uint8Array[] = []
  #last = Buffer.allocUnsafe(0)
  #used = 0
  empty = true

  add(text: string): void {
    if (text === '') return
    this.empty = false
    const atMost = text.length * 3
    if (this.#last.length - this.#used < atMost) this.#begin(Math.max(atMost, this.#nextSize()))
    this.#used += this.#last.write(text, this.#used)
  }

  pieces(): Iterable<Uint8Array> {
    return [...this.#pieces, this.#last.subarray(0, this.#used)]
  }

  #begin(size: number): void {
    if (this.#used > 0) this.#pieces.push(this.#last.subarray(0, this.#used))
    this.#last = Buffer.allocUnsafe(size)
    this.#used = 0
  }

  /** Small at first: most sections of most releases hold a few lines. */
  #nextSize(): number {
    return Math.min(pieceBytes, Math.max(1024, this.#last.length * 4))
  }
}
