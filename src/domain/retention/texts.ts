/** Many short texts one after the other in flat memory; only ever added to. */
export class Texts {
  #bytes = Buffer.alloc(2048)
  #ends = new Uint32Array(64)
  #length = 0

  get length(): number {
    return this.#length
  }

  add(text: string): void {
    const from = this.#end(this.#length - 1)
    const needed = from + Buffer.byteLength(text)
    if (needed > this.#bytes.length) {
      const bytes = Buffer.alloc(Math.max(needed, this.#bytes.length * 2))
      this.#bytes.copy(bytes)
      this.#bytes = bytes
    }
    if (this.#length === this.#ends.length) {
      const ends = new Uint32Array(this.#ends.length * 2)
      ends.set(this.#ends)
      this.#ends = ends
    }
    this.#bytes.write(text, from)
    this.#ends[this.#length++] = needed
  }

  at(index: number): string {
    return this.#bytes.toString('utf8', this.#end(index - 1), this.#end(index))
  }

  #end(index: number): number {
    return index < 0 ? 0 : (this.#ends[index] ?? 0)
  }
}
