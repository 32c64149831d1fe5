import { journalDamaged, journalMoved } from '../errors/index.ts'
import type { Files } from '../ports/files.ts'
import type { BeginEvent, JournalEvent } from './journal-event.ts'
import { type ChainEnd, chainStart, readLines, toLine } from './journal-lines.ts'
import { beginState, nextState, type OperationState } from './journal-state.ts'

const fileName = 'journal.jsonl'

/** The journal of one operation, open for writing by the one process that holds it. */
export class Journal {
  readonly #files: Files
  readonly #path: string
  #end: ChainEnd
  #bytes: number
  #state: OperationState
  /** Lines that go to the disk with the next one. */
  #waiting = ''

  private constructor(
    files: Files,
    path: string,
    end: ChainEnd,
    bytes: number,
    state: OperationState,
  ) {
    this.#files = files
    this.#path = path
    this.#end = end
    this.#bytes = bytes
    this.#state = state
  }

  get state(): OperationState {
    return this.#state
  }

  /** Begins a journal in a new folder (mode 0700). */
  static async create(files: Files, folder: string, begin: BeginEvent): Promise<Journal> {
    await files.makeFolder(folder, 0o700)
    const path = `${folder}/${fileName}`
    const { line, end } = toLine(begin, chainStart)
    if (!(await files.create(path, line))) throw journalMoved(path)
    return new Journal(files, path, end, Buffer.byteLength(line), beginState(begin))
  }

  /**
   * Opens a journal to go on with it; a line that a power cut tore is cut off first.
   * Null when the operation never came to its first line.
   * @throws OpsctlError JOURNAL_DAMAGED
   */
  static async open(files: Files, folder: string): Promise<Journal | null> {
    const path = `${folder}/${fileName}`
    const bytes = await files.readBytes(path)
    if (bytes === null) return null
    const content = readLines(bytes, path)
    const state = stateOf(content.events, path)
    if (!state) return null
    if (content.torn) {
      await files.write(path, new TextDecoder().decode(bytes.subarray(0, content.goodBytes)), 0o600)
    }
    return new Journal(files, path, content.end, content.goodBytes, state)
  }

  /** Writes one event, behind those that wait; all are on the disk when this returns. */
  async append(event: JournalEvent): Promise<void> {
    const { line, end } = toLine(event, this.#end)
    await this.#write(this.#waiting + line)
    this.#end = end
    this.#state = nextState(this.#state, event)
  }

  /**
   * Takes an event that goes to the disk with the next one: of a step that changed nothing, so that
   * after a death it may as well be looked at once more. Each write that is spared is an fsync.
   */
  note(event: JournalEvent): void {
    const { line, end } = toLine(event, this.#end)
    this.#waiting += line
    this.#end = end
    this.#state = nextState(this.#state, event)
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    if (this.#waiting !== '') await this.#write(this.#waiting)
  }

  async #write(lines: string): Promise<void> {
    const stored = await this.#files.stat(this.#path)
    if (stored?.sizeBytes !== this.#bytes) throw journalMoved(this.#path)
    await this.#files.append(this.#path, lines)
    this.#waiting = ''
    this.#bytes += Buffer.byteLength(lines)
  }
}

/** What a journal tells, without opening it for writing. Null when it never came to a first line. */
export async function readJournal(files: Files, folder: string): Promise<OperationState | null> {
  const path = `${folder}/${fileName}`
  const bytes = await files.readBytes(path)
  return bytes === null ? null : stateOf(readLines(bytes, path).events, path)
}

function stateOf(events: readonly JournalEvent[], path: string): OperationState | null {
  const [first, ...rest] = events
  if (!first) return null
  if (first.type !== 'begin') throw journalDamaged(path, 1, 'a journal starts with "begin"')
  if (first.schema !== 1) {
    throw journalDamaged(path, 1, `format ${String(first.schema)} was written by another opsctl`)
  }
  return rest.reduce(nextState, beginState(first))
}
