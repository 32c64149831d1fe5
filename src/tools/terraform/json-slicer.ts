/** What to take out of a large JSON object: a value whole, or each element of an array by itself. */
export interface Slice {
  /** Keys from the top, e.g. `['configuration', 'root_module', 'variables']`. */
  readonly path: readonly string[]
  readonly take: 'value' | 'elements'
  /** Gets the bytes of one value or element; they are valid during the call only. */
  readonly use: (json: Buffer) => void
}

/** The text is not one whole JSON object. */
export class BrokenJson extends Error {}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a

type State = 'start' | 'key' | 'in-key' | 'colon' | 'value' | 'element' | 'next' | 'end'

/**
 * Cuts a few parts out of one JSON object that arrives in chunks, without building the rest: what is
 * not wanted costs one look at each byte and no memory. Nesting is counted, never recursed into.
 * It trusts the inside of values that it skips; the slices are for JSON.parse.
 */
export class JsonSlicer {
  readonly #slices: readonly Slice[]
  #state: State = 'start'
  /** Keys of the objects that are open and lead to a slice. */
  readonly #path: string[] = []
  /** The array whose elements are being cut, if any. */
  #array: Slice | null = null
  #key: number[] = []
  #keyEscaped = false

  // The value that is being passed over or cut out.
  #passing = false
  #slice: Slice | null = null
  #pieces: Buffer[] = []
  #depth = 0
  #inString = false
  #escaped = false
  #scalar = false

  constructor(slices: readonly Slice[]) {
    this.#slices = slices
  }

  /** @throws BrokenJson */
  add(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    for (let at = 0; at < bytes.length; ) {
      at = this.#passing ? this.#pass(bytes, at) : this.#step(bytes, at)
    }
  }

  /** @throws BrokenJson when the object was not closed */
  end(): void {
    if (this.#state !== 'end') throw new BrokenJson('the text ends in the middle')
  }

  /** One byte of the structure that leads to the slices. */
  #step(bytes: Buffer, at: number): number {
    const byte = bytes[at] ?? 0
    if (this.#state === 'in-key') {
      this.#keyByte(byte)
      return at + 1
    }
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1
    switch (this.#state) {
      case 'start':
        if (byte !== 0x7b) throw new BrokenJson('the text is not an object')
        this.#state = 'key'
        return at + 1
      case 'key':
        if (byte === 0x7d) return this.#close(at)
        if (byte !== quote) throw new BrokenJson('a key is missing')
        this.#key = []
        this.#state = 'in-key'
        return at + 1
      case 'colon':
        if (byte !== colon) throw new BrokenJson('a colon is missing')
        this.#state = 'value'
        return at + 1
      case 'value':
        return this.#value(byte, at)
      case 'element':
        return this.#element(byte, at)
      case 'next':
        if (byte === comma) {
          this.#state = this.#array === null ? 'key' : 'element'
          if (this.#array === null) this.#path.pop()
          return at + 1
        }
        if (this.#array !== null && byte === 0x5d) {
          this.#array = null
          return at + 1
        }
        if (this.#array === null && byte === 0x7d) {
          this.#path.pop()
          return this.#close(at)
        }
        throw new BrokenJson('a comma is missing')
      default:
        throw new BrokenJson('there is text after the end')
    }
  }

  #keyByte(byte: number): void {
    if (byte === quote && !this.#keyEscaped) {
      const text = Buffer.from(this.#key).toString('utf8')
      this.#path.push(text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text)
      this.#state = 'colon'
      return
    }
    this.#keyEscaped = byte === backslash && !this.#keyEscaped
    this.#key.push(byte)
  }

  /** Decides what becomes of the value that begins here. */
  #value(byte: number, at: number): number {
    const found = this.#slices.find((slice) => samePath(slice.path, this.#path))
    if (found?.take === 'elements' && byte === 0x5b) {
      this.#array = found
      this.#state = 'element'
      return at + 1
    }
    if (found === undefined && byte === 0x7b && this.#leads()) {
      this.#state = 'key'
      return at + 1
    }
    return this.#begin(found?.take === 'value' ? found : null, byte, at)
  }

  #element(byte: number, at: number): number {
    if (byte !== 0x5d) return this.#begin(this.#array, byte, at)
    this.#array = null
    this.#state = 'next'
    return at + 1
  }

  #begin(slice: Slice | null, byte: number, at: number): number {
    this.#passing = true
    this.#slice = slice
    this.#depth = 0
    this.#inString = false
    this.#scalar = byte !== 0x7b && byte !== 0x5b && byte !== quote
    return at
  }

  /** Goes through a value to its end or to the end of the chunk. */
  #pass(bytes: Buffer, from: number): number {
    const end = this.#scalar ? scalarEnd(bytes, from) : this.#structureEnd(bytes, from)
    const stop = end === -1 ? bytes.length : end
    if (this.#slice !== null) this.#cut(bytes, from, stop, end !== -1)
    if (end !== -1) {
      this.#passing = false
      this.#state = 'next'
    }
    return stop
  }

  #cut(bytes: Buffer, from: number, to: number, whole: boolean): void {
    const piece = bytes.subarray(from, to)
    if (whole && this.#pieces.length === 0) {
      this.#slice?.use(piece)
    } else {
      // The chunk's memory may be used again by whoever reads.
      this.#pieces.push(Buffer.from(piece))
      if (!whole) return
      const all = Buffer.concat(this.#pieces)
      this.#pieces = []
      this.#slice?.use(all)
    }
  }

  /** Index after the closing byte, or -1. The hot loop: each byte of a plan comes by here. */
  #structureEnd(bytes: Buffer, from: number): number {
    const { length } = bytes
    let depth = this.#depth
    let inString = this.#inString
    let at = from
    if (this.#escaped && at < length) {
      this.#escaped = false
      at += 1
    }
    while (at < length) {
      if (inString) {
        // Nine bytes of ten are inside of texts: the shortest possible loop.
        let byte = 0
        do byte = bytes[at++] as number
        while (byte !== quote && byte !== backslash && at < length)
        if (byte === quote) {
          inString = false
          if (depth === 0) return this.#leave(at)
        } else if (byte === backslash) {
          if (at === length) this.#escaped = true
          at += 1
        }
        continue
      }
      const byte = bytes[at++] as number
      if (byte === quote) inString = true
      else if ((byte | 0x20) === 0x7b) depth += 1
      else if ((byte | 0x20) === 0x7d) {
        depth -= 1
        if (depth === 0) return this.#leave(at)
        if (depth < 0) throw new BrokenJson('closed more often than opened')
      }
    }
    this.#depth = depth
    this.#inString = inString
    return -1
  }

  #leave(at: number): number {
    this.#depth = 0
    this.#inString = false
    return at
  }

  #close(at: number): number {
    this.#state = this.#path.length === 0 ? 'end' : 'next'
    return at + 1
  }

  #leads(): boolean {
    const { length } = this.#path
    return this.#slices.some(
      ({ path }) => path.length > length && samePath(path.slice(0, length), this.#path),
    )
  }
}

/** Index of the first byte after a number or word, or -1. */
function scalarEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === comma || (byte | 0x20) === 0x7d || byte <= 0x20) return at
  }
  return -1
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index])
}
