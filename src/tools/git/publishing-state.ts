import type { CommandLine } from '../../ports/exec.ts'
import { quiet } from './log.ts'

/** Changed and staged files that git knows, NUL-separated; files it does not know are nobody's business. */
export function changes(folder: string): CommandLine {
  const words = ['--porcelain=v1', '-z', '--untracked-files=no', '--no-renames']
  return { ...quiet(folder), args: ['status', ...words, '--ignore-submodules=none'] }
}

/** The same of these files alone, and also those among them that git does not know yet. */
export function changesOf(folder: string, paths: readonly string[]): CommandLine {
  const words = ['--porcelain=v1', '-z', '--untracked-files=all', '--no-renames']
  return { ...quiet(folder), args: ['--literal-pathspecs', 'status', ...words, '--', ...paths] }
}

/** Paths from the repository's root. */
export function parseChanges(output: string): string[] {
  return output
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3))
}

/** Where the folder stands in its repository, and where what all its working trees share is kept. */
export function whereabouts(folder: string): CommandLine {
  const words = ['--path-format=absolute', '--git-common-dir', '--show-prefix']
  return { ...quiet(folder), args: ['rev-parse', ...words] }
}

export interface Whereabouts {
  /** Absolute. */
  readonly commonFolder: string
  /** Path of the folder from the root, with a slash at its end; empty at the root. */
  readonly prefix: string
}

/** Null when this is no repository. */
export function parseWhereabouts(output: string): Whereabouts | null {
  const [commonFolder = '', prefix = ''] = output.split('\n')
  return commonFolder.startsWith('/') ? { commonFolder, prefix } : null
}

/** Who would commit; exit code 128 when git does not know. */
export function committer(folder: string): CommandLine {
  return { ...quiet(folder), args: ['var', 'GIT_COMMITTER_IDENT'] }
}

/** Addresses of a remote as git would use them, a line each; exit code 2 when there is none. */
export function remoteUrls(folder: string, remote: string, direction: 'fetch' | 'push') {
  const words = direction === 'push' ? ['--push', '--all'] : ['--all']
  const args = ['remote', 'get-url', ...words, '--end-of-options', remote]
  return { ...quiet(folder), args } satisfies CommandLine
}

/** The branch and all tags of a remote. */
export function remoteRefs(
  folder: string,
  remote: string,
  branch: string,
  env: CommandLine['env'],
): CommandLine {
  const base = quiet(folder)
  const refs = [`refs/heads/${branch}`, 'refs/tags/*']
  const args = ['ls-remote', '--quiet', '--end-of-options', remote, ...refs]
  return { ...base, env: { ...base.env, ...env }, args }
}

/** What a remote has, by `remoteRefs`. */
export interface RemoteRefs {
  /** Tip of the branch; null: it has no such branch. */
  readonly branch: string | null
  readonly tags: ReadonlyMap<string, TagAt>
}

export interface TagAt {
  /** The tag itself; the commit for a tag without a message of its own. */
  readonly object: string
  /** What it leads to. */
  readonly commit: string
}

export function parseRemoteRefs(output: string, branch: string): RemoteRefs {
  let tip: string | null = null
  const tags = new Map<string, TagAt>()
  for (const line of output.split('\n')) {
    const [, hash = '', ref = ''] = /^([0-9a-f]{40,64})\t(.+)$/.exec(line) ?? []
    if (ref === `refs/heads/${branch}`) tip = hash
    else if (ref.startsWith('refs/tags/')) {
      const name = ref.slice('refs/tags/'.length).replace(/\^\{\}$/, '')
      const object = tags.get(name)?.object ?? hash
      tags.set(name, { object, commit: hash })
    }
  }
  return { branch: tip, tags }
}

/** One tag of the clone with its message; no output when there is none. */
export function localTag(folder: string, name: string): CommandLine {
  const format = '--format=%(refname)%00%(objectname)%00%(*objectname)%00%(contents)'
  return { ...quiet(folder), args: ['for-each-ref', format, `refs/tags/${name}`] }
}

export interface LocalTag extends TagAt {
  readonly message: string
}

export function parseLocalTag(output: string, name: string): LocalTag | null {
  const [ref, object = '', peeled = '', message = ''] = output.split('\0')
  if (ref !== `refs/tags/${name}`) return null
  return { object, commit: peeled === '' ? object : peeled, message }
}

/** Who made an object of this clone, and when: a tag or a commit. */
export function authorship(folder: string, object: string): CommandLine {
  return { ...quiet(folder), args: ['cat-file', '-p', object] }
}

/** `Ada <ada@example.org>` and the time; null for an object that says neither. */
export function parseAuthorship(output: string): { who: string; at: Date } | null {
  const found = /^(?:tagger|committer) (.+?) (\d+) [+-]\d{4}$/m.exec(
    output.split('\n\n', 1)[0] ?? '',
  )
  return found ? { who: found[1] ?? '', at: new Date(Number(found[2]) * 1000) } : null
}

/** Hash and first line of commits whose message has a line of this pattern, without those of `not`. */
export function commitsSayingSince(
  folder: string,
  pattern: string,
  to: string,
  not: readonly string[],
): CommandLine {
  const words = ['-z', '--no-show-signature', '--no-patch', '--encoding=UTF-8']
  const search = ['--extended-regexp', `--grep=${pattern}`, '--format=tformat:%H %s']
  const hidden = not.map((hash) => `^${hash}`)
  const args = ['log', ...words, ...search, '--end-of-options', to, ...hidden, '--']
  return { ...quiet(folder), args }
}

/** Exit code 0 when `commit` is reached by `from`, 1 when not, 128 when one of them is not here. */
export function isAncestor(folder: string, commit: string, from: string): CommandLine {
  return { ...quiet(folder), args: ['merge-base', '--is-ancestor', commit, from] }
}
