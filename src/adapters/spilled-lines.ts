import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lines, MemoryLines } from '../domain/release/lines.ts'

/** So much stays in memory; what is more goes to a file. */
const kept = 2 * 1024 * 1024
const pieceBytes = 64 * 1024

/**
 * Lines that move to a file once they are many. The file has no name any more when the first line is in
 * it, so nothing is left behind however the process ends.
 */
export class SpilledLines implements Lines {
  #memory = new MemoryLines()
  #inMemory = 0
  #file: number | null = null

  get empty(): boolean {
    return this.#file === null && this.#memory.empty
  }

  add(text: string): void {
    this.#memory.add(text)
    this.#inMemory += text.length
    if (this.#inMemory >= kept) this.#spill()
  }

  *pieces(): Iterable<Uint8Array> {
    if (this.#file === null) {
      yield* this.#memory.pieces()
      return
    }
    this.#spill()
    const file = this.#file
    this.#file = null
    try {
      const piece = new Uint8Array(pieceBytes)
      for (let at = 0; ; ) {
        const count = readSync(file, piece, 0, pieceBytes, at)
        if (count === 0) return
        yield piece.slice(0, count)
        at += count
      }
    } finally {
      closeSync(file)
    }
  }

  #spill(): void {
    this.#file ??= nameless()
    for (const piece of this.#memory.pieces()) {
      for (let at = 0; at < piece.length; ) at += writeSync(this.#file, piece, at)
    }
    this.#memory = new MemoryLines()
    this.#inMemory = 0
  }
}

function nameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-notes-'))
  try {
    return openSync(join(folder, 'lines'), 'wx+', 0o600)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
