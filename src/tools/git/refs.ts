import type { CommandLine } from '../../ports/exec.ts'
import { quiet } from './log.ts'

/** A tag and the commit that it leads to. */
export interface Tag {
  readonly name: string
  readonly commit: string
}

const eachRef = '%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)'

/** The tags that this commit reaches; walks the history. */
export function mergedTags(folder: string, commit: string): CommandLine {
  const args = ['for-each-ref', `--format=${eachRef}`, `--merged=${commit}`, 'refs/tags']
  return { ...quiet(folder), args }
}

/** Tags of commits; those of trees and blobs are left out. A name can hold no line feed. */
export function parseTags(output: string): Tag[] {
  return output.split('\n').flatMap((line) => {
    const [type, direct, peeledType, peeled, ...name] = line.split(' ')
    const commit = type === 'commit' ? direct : peeledType === 'commit' ? peeled : undefined
    return commit ? [{ name: name.join(' ').slice('refs/tags/'.length), commit }] : []
  })
}

/** All tags, and which branch is checked out, in one look. */
export function standing(folder: string): CommandLine {
  const format = `--format=%(HEAD)${eachRef}`
  return { ...quiet(folder), args: ['for-each-ref', format, 'refs/heads', 'refs/tags'] }
}

/** What `standing` printed; `head` and `branch` are null when no branch with a commit is checked out. */
export interface Standing {
  readonly head: string | null
  readonly branch: string | null
  readonly tags: readonly Tag[]
}

export function parseStanding(output: string): Standing {
  const lines = output.split('\n')
  const [, head = null, branch = null] =
    /^\*commit ([0-9a-f]{40,64}) {3}refs\/heads\/(.+)$/m.exec(output) ?? []
  const tags = lines.filter((line) => line.includes(' refs/tags/')).map((line) => line.slice(1))
  return { head, branch, tags: parseTags(tags.join('\n')) }
}

/** What a clone is, whatever it holds. */
export interface Clone {
  /** Full hash; null before the first commit. */
  readonly head: string | null
  /** Null when no branch is checked out. */
  readonly branch: string | null
  /** The history is cut off somewhere. */
  readonly shallow: boolean
}

/** Asks for what `parseClone` reads; exit code 128 in an empty repository too. */
export function clone(folder: string): CommandLine {
  const words = ['--is-shallow-repository', 'HEAD', '--symbolic-full-name', 'HEAD']
  return { ...quiet(folder), args: ['rev-parse', ...words] }
}

/** Null when this is no repository. */
export function parseClone(output: string): Clone | null {
  const [shallow, head, ref] = output.split('\n')
  if (shallow !== 'true' && shallow !== 'false') return null
  return {
    head: head !== undefined && /^[0-9a-f]{40,64}$/.test(head) ? head : null,
    branch: ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null,
    shallow: shallow === 'true',
  }
}

/** The full hash of the commit that a name leads to; exit code 128 when there is none. */
export function commitOf(folder: string, name: string): CommandLine {
  return {
    ...quiet(folder),
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
  }
}

/** The address of a remote as this clone is configured; exit code 1 when there is none. */
export function remoteAddress(folder: string, remote: string): CommandLine {
  const args = ['config', '--local', '--includes', '--get', `remote.${remote}.url`]
  return { ...quiet(folder), args }
}

/** The text of a file at a commit. */
export function fileAt(folder: string, commit: string, path: string): CommandLine {
  return { ...quiet(folder), args: ['cat-file', 'blob', `${commit}:./${path}`] }
}

/** Hash and first line of the commits whose message has a line of this pattern, newest first. */
export function commitsSaying(folder: string, pattern: string, to: string): CommandLine {
  return {
    ...quiet(folder),
    args: [
      'log',
      '-z',
      '--no-show-signature',
      '--no-patch',
      '--encoding=UTF-8',
      '--extended-regexp',
      `--grep=${pattern}`,
      '--format=tformat:%H %ct %s',
      '--end-of-options',
      to,
      '--',
    ],
  }
}
