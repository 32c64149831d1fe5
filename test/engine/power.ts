import type { Clock } from '../../src/ports/clock.ts'
import type { Documents } from '../../src/ports/documents.ts'
import type { Files } from '../../src/ports/files.ts'

/** What every call meets once the power is gone. */
export class PowerCut extends Error {}

/** Counts the edges at which the power may fail; from the chosen one on, everything fails. */
export class Power {
  edges = 0
  readonly #cutAt: number
  constructor(cutAt = Number.POSITIVE_INFINITY) {
    this.#cutAt = cutAt
  }
  edge(): void {
    this.edges += 1
    if (this.edges >= this.#cutAt) throw new PowerCut(`power cut at edge ${this.#cutAt}`)
  }
  /** An edge before the effect, one after it, and for writes one in the middle (torn). */
  write(effect: () => void, torn?: () => void): void {
    this.edge()
    if (torn && this.edges + 1 === this.#cutAt) torn()
    this.edge()
    effect()
    this.edge()
  }
}

/** A disk in memory that keeps what was written before the power went. */
export class Disk {
  readonly content = new Map<string, Uint8Array>()
  readonly documents = new Map<string, { body: string; tag: number }>()
  #tags = 0

  files(power: Power): Files {
    const bytes = (text: string) => new TextEncoder().encode(text)
    const join = (a: Uint8Array, b: Uint8Array) => Buffer.concat([a, b])
    const get = (path: string) => this.content.get(path) ?? null
    const half = (text: string) => bytes(text).subarray(0, Math.floor(text.length / 2))
    return {
      read: async (path) => {
        power.edge()
        const found = get(path)
        return found && new TextDecoder().decode(found)
      },
      readBytes: async (path) => {
        power.edge()
        return get(path)
      },
      readRegular: async () => null,
      move: async () => undefined,
      write: async (path, content) =>
        power.write(() =>
          this.content.set(path, typeof content === 'string' ? bytes(content) : content),
        ),
      append: async (path, text) => {
        const before = get(path) ?? new Uint8Array()
        power.write(
          () => this.content.set(path, join(before, bytes(text))),
          () => this.content.set(path, join(before, half(text))),
        )
      },
      create: async (path, text) => {
        if (get(path)) return false
        power.write(
          () => this.content.set(path, bytes(text)),
          () => this.content.set(path, half(text)),
        )
        return true
      },
      makeEmpty: async (path) => power.write(() => this.content.set(path, new Uint8Array())),
      remove: async (path) => power.write(() => this.content.delete(path)),
      hash: async () => '',
      list: async (folder) => {
        const names = [...this.content.keys()].filter((path) => path.startsWith(`${folder}/`))
        return [...new Set(names.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))]
      },
      stat: async (path) => {
        power.edge()
        const found = get(path)
        const folder = [...this.content.keys()].some((key) => key.startsWith(`${path}/`))
        if (!found && !folder) return null
        const kind = found ? 'file' : 'folder'
        return { kind, sizeBytes: found?.length ?? 0, mode: 0o600, modifiedAt: new Date(0) }
      },
      makeFolder: async () => power.edge(),
    }
  }

  bucket(power: Power): Documents {
    const put = (key: string, body: string) => {
      power.write(() => this.documents.set(key, { body, tag: ++this.#tags }))
      return true
    }
    return {
      read: async (key) => {
        power.edge()
        const found = this.documents.get(key)
        return found ? { body: found.body, tag: String(found.tag) } : null
      },
      create: async (key, body) => !this.documents.has(key) && put(key, body),
      replace: async (key, body, tag) =>
        String(this.documents.get(key)?.tag) === tag && put(key, body),
      list: async (prefix) => [...this.documents.keys()].filter((k) => k.startsWith(prefix)).sort(),
    }
  }
}

/** Time that moves when a test says so; sleepers wake on the signal or when their time has come. */
export class TestClock implements Clock {
  time = Date.UTC(2026, 10, 23, 12)
  readonly #sleepers = new Set<{ until: number; wake: () => void }>()
  now(): Date {
    return new Date(this.time)
  }
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper = { until: this.time + milliseconds, wake: resolve }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        resolve()
      })
    })
  }
  async advance(milliseconds: number): Promise<void> {
    this.time += milliseconds
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.time) continue
      this.#sleepers.delete(sleeper)
      sleeper.wake()
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}
