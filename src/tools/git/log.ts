import type { Commit } from '../../domain/release/commit.ts'
import type { CommandLine } from '../../ports/exec.ts'

/** Which commits: all that `to` reaches and `not` does not. `HEAD` or full hashes, no other names. */
export interface LogRange {
  readonly to: string
  readonly not: readonly string[]
  /** Nor what a tag reaches whose name begins so. */
  readonly untagged?: string
}

/** What came since any release, whichever it was: can be asked before the tags are known. */
export function sinceTags(prefix: string): LogRange {
  return { to: 'HEAD', not: [], untagged: prefix }
}

/**
 * Every commit of a range, children before their parents, in one stream; behind them, marked, the
 * commits where the range ends (`--boundary`). What a repository's
 * configuration could add (signatures, notes, mail maps, diffs) is switched off.
 * Records end with NUL, which git never writes inside one: a message ends for it at the first NUL.
 */
export function log(folder: string, range: LogRange): CommandLine {
  return {
    ...quiet(folder),
    args: [
      'log',
      '-z',
      '--topo-order',
      '--no-show-signature',
      '--no-notes',
      '--no-color',
      '--no-patch',
      '--encoding=UTF-8',
      '--boundary',
      // Of all decorations only the mark of a commit behind which a shallow clone was cut off, and
      // the tags of those where the range ends.
      `--decorate-refs=refs/${range.untagged === undefined ? 'none/' : `tags/${glob(range.untagged)}*`}`,
      '--decorate=full',
      '--format=tformat:%m%H %ct %P (%D)%n%B',
      ...(range.untagged === undefined
        ? []
        : ['--not', `--tags=${glob(range.untagged)}*`, '--not']),
      '--end-of-options',
      range.to,
      ...range.not.map((hash) => `^${hash}`),
      '--',
    ],
  }
}

/** A text for itself in a pattern of refs (git help log, --tags: fnmatch). */
function glob(text: string): string {
  return text.replace(/[\\*?[]/g, '\\$&')
}

const env = {
  LC_ALL: 'C',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // Into a pipe git writes each commit by itself otherwise (git help git, GIT_FLUSH).
  GIT_FLUSH: '0',
}

/** What every reading git gets: no pager, no prompt, English, no locks taken, output in large pieces. */
export function quiet(folder: string): Pick<CommandLine, 'file' | 'cwd' | 'env' | 'effect'> {
  return { file: 'git', cwd: folder, env, effect: 'read' }
}

/** A message is kept up to here; what stands behind it is skipped. */
const longestMessage = 4 * 1024 * 1024

/** A commit, or one that is not in the range any more. */
export interface LoggedCommit extends Commit {
  readonly outside: boolean
  /** Names of the tags that ended the range here (`LogRange.untagged`); empty within the range. */
  readonly tags: readonly string[]
  /** Its parents are not in this clone, which is shallow. */
  readonly cut: boolean
}

/** Commits out of the pieces of `log`'s output. Bytes that are not UTF-8 become U+FFFD. */
export class LogReader {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #rest = ''
  #dropping = false

  /** The commits that this piece completes. */
  take(piece: Uint8Array): LoggedCommit[] {
    const text = this.#decoder.decode(piece, { stream: true })
    const commits: LoggedCommit[] = []
    let start = 0
    for (let end = text.indexOf('\0'); end !== -1; end = text.indexOf('\0', start)) {
      const record = text.slice(start, end)
      commits.push(parse(this.#rest === '' ? record : this.#rest + record))
      this.#rest = ''
      this.#dropping = false
      start = end + 1
    }
    if (!this.#dropping) this.#rest += text.slice(start)
    if (this.#rest.length > longestMessage) {
      this.#rest = this.#rest.slice(0, longestMessage)
      this.#dropping = true
    }
    return commits
  }
}

const none: readonly string[] = []

function parse(record: string): LoggedCommit {
  const end = record.indexOf('\n')
  const first = end === -1 ? record : record.slice(0, end)
  const hashEnd = first.indexOf(' ')
  const timeEnd = first.indexOf(' ', hashEnd + 1)
  const parentsEnd = first.lastIndexOf(' (')
  const parents = first.slice(timeEnd + 1, parentsEnd)
  // git marks these with a hyphen, and all others with >.
  const outside = record.startsWith('-')
  return {
    outside,
    tags: outside ? tagsIn(first.slice(parentsEnd)) : none,
    cut: first.includes('grafted', parentsEnd),
    hash: first.slice(1, hashEnd),
    time: Number(first.slice(hashEnd + 1, timeEnd)),
    parents: parents === '' ? none : parents.split(' '),
    message: end === -1 ? '' : record.slice(end + 1),
  }
}

/** Out of ` (tag: refs/tags/v1.0.0, grafted)`: no name holds a blank. */
function tagsIn(decorations: string): string[] {
  return [...decorations.matchAll(/tag: refs\/tags\/(\S+?)(?=, |\)$)/g)].map(
    ([, name = '']) => name,
  )
}
