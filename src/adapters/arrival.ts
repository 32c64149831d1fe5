import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/**
 * Wakes who waits for a file as soon as it comes. Some file systems tell nobody, and a machine's
 * watches can be used up: then only time wakes.
 */
export class Arrival {
  readonly #watcher: FSWatcher | null
  #came = false
  #wake: () => void = () => undefined

  /** @param path of a file in a folder that is there */
  constructor(path: string) {
    const name = basename(path)
    this.#watcher = watcherOf(dirname(path), (changed) => {
      if (changed !== name) return
      this.#came = true
      this.#wake()
    })
  }

  /** Until the file comes, `milliseconds` are over, or `signal` is aborted: one that was before wakes nobody. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#came) await this.#wakened(milliseconds, signal)
    this.#came = false
  }

  #wakened(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      signal.addEventListener('abort', wake, { once: true })
      this.#wake = wake
    })
  }

  close(): void {
    this.#watcher?.close()
  }
}

function watcherOf(folder: string, onChange: (name: string | null) => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onChange(name))
    return watcher.on('error', () => watcher.close())
  } catch {
    return null
  }
}
