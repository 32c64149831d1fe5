import { StringDecoder } from 'node:string_decoder'
import { withColoursOnly, withoutControls } from '../domain/control-characters.ts'
import type { Redactor } from '../domain/redaction.ts'

export interface LineRules {
  readonly redactor: Redactor
  /** Lets colours through; everything else that steers a terminal is dropped either way. */
  readonly colours: boolean
}

/** Collects a stream of bytes: all of it as text, and each complete line, made safe to show. */
export class LineCollector {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: ((line: string) => void) | undefined
  readonly #rules: LineRules
  readonly #pieces: string[] = []
  #rest: string[] = []

  constructor(rules: LineRules, onLine: ((line: string) => void) | undefined) {
    this.#rules = rules
    this.#onLine = onLine
  }

  /** Everything so far, as the child wrote it (bytes that are not UTF-8 become U+FFFD). */
  get text(): string {
    return this.#pieces.join('')
  }

  add(bytes: Uint8Array): void {
    this.#take(this.#decoder.write(bytes))
  }

  end(): void {
    this.#take(this.#decoder.end())
    if (this.#rest.length > 0) this.#tell(this.#rest.join(''))
    this.#rest = []
  }

  #take(text: string): void {
    if (text === '') return
    this.#pieces.push(text)
    if (!this.#onLine) return
    const lines = text.split('\n')
    const last = lines.pop() ?? ''
    for (const line of lines) {
      this.#rest.push(line)
      this.#tell(this.#rest.join(''))
      this.#rest = []
    }
    if (last !== '') this.#rest.push(last)
  }

  /** A lone carriage return overwrites on a terminal; here it begins a line of its own. */
  #tell(raw: string): void {
    const parts = raw.replace(/\r$/, '').split('\r')
    for (const part of parts.length > 1 ? parts.filter((p) => p !== '') : parts) {
      this.#onLine?.(safeLine(part, this.#rules))
    }
  }
}

/** Controls go first: one of them in the middle would hide a secret from the redactor. */
export function safeLine(line: string, { redactor, colours }: LineRules): string {
  const plain = withoutControls(line)
  const safe = redactor.redact(plain)
  return colours && safe === plain ? withColoursOnly(line) : safe
}
