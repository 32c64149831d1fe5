import { type FileHandle, open } from 'node:fs/promises'
import { LineCollector, type LineRules } from './exec-lines.ts'
import { isErrno } from './files-errno.ts'

const chunkBytes = 64 * 1024

/** Reads a growing file from its start. */
export class Tail {
  readonly #path: string
  readonly #lines: LineCollector
  readonly #buffer = new Uint8Array(chunkBytes)
  #file: FileHandle | null = null

  constructor(path: string, rules: LineRules, onLine: ((line: string) => void) | undefined) {
    this.#path = path
    this.#lines = new LineCollector(rules, onLine)
  }

  /** Takes what is there now. */
  async read(): Promise<void> {
    this.#file ??= await open(this.#path).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return null
      throw error
    })
    if (!this.#file) return
    for (;;) {
      const { bytesRead } = await this.#file.read(this.#buffer)
      if (bytesRead === 0) return
      this.#lines.add(this.#buffer.subarray(0, bytesRead))
    }
  }

  /** All of the text; a last line without its end is told too. */
  end(): string {
    this.#lines.end()
    return this.#lines.text
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = null
  }
}
