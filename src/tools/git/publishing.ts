import type { CommandLine } from '../../ports/exec.ts'
import { quiet } from './log.ts'

/**
 * What changes a clone or its remote. Refs, hashes and remotes stand behind `--end-of-options` or
 * inside a word that begins otherwise, paths behind `--`.
 */
const change = (folder: string, args: readonly string[]): CommandLine => ({
  file: 'git',
  cwd: folder,
  effect: 'change',
  args,
})

/** Makes the files known to git, new ones too. */
export function add(folder: string, paths: readonly string[]): CommandLine {
  return change(folder, ['add', '--', ...paths])
}

/** Commits these files as they stand, whatever else is staged. */
export function commit(
  folder: string,
  request: { readonly message: string; readonly sign: boolean; readonly paths: readonly string[] },
): CommandLine {
  const signing = request.sign ? ['--gpg-sign'] : []
  const message = `--message=${request.message.trimEnd()}`
  const words = ['--quiet', '--cleanup=whitespace', ...signing, message]
  return change(folder, ['commit', ...words, '--only', '--', ...request.paths])
}

/** An annotated tag, whose message names the operation that made it. */
export function tag(
  folder: string,
  request: {
    readonly name: string
    readonly commit: string
    readonly operation: string
    readonly sign: boolean
  },
): CommandLine {
  const { name, operation, sign } = request
  return change(folder, [
    'tag',
    '--annotate',
    ...(sign ? ['--sign'] : []),
    `--message=${name}`,
    `--message=${operationTrailer}${operation}`,
    '--end-of-options',
    name,
    request.commit,
  ])
}

/** Begins the line of a tag's message that names the operation. */
export const operationTrailer = 'Opsctl-Operation: '

/** Removes a tag if it still is this very object. */
export function deleteTag(folder: string, name: string, object: string): CommandLine {
  return change(folder, ['update-ref', '-d', `refs/tags/${name}`, object])
}

/** Branch and tag together or neither. */
export function push(
  folder: string,
  remote: string,
  refspecs: readonly string[],
  env: CommandLine['env'],
): CommandLine {
  const words = ['--atomic', '--porcelain', '--no-follow-tags', '--end-of-options']
  return { ...change(folder, ['push', ...words, remote, ...refspecs]), env: env ?? {} }
}

/** Moves the branch back; files that differ between the two commits follow, edits are never lost. */
export function takeBack(folder: string, to: string): CommandLine {
  return change(folder, ['reset', '--quiet', '--keep', to])
}

/** Moves the branch back and leaves the files as they are. */
export function uncommit(folder: string, to: string): CommandLine {
  return change(folder, ['reset', '--quiet', '--mixed', to])
}

/** Files as they were at a commit. */
export function restore(folder: string, from: string, paths: readonly string[]): CommandLine {
  return change(folder, ['checkout', '--quiet', from, '--', ...paths])
}

/** Forgets files that no commit has yet; the files themselves stay. */
export function forget(folder: string, paths: readonly string[]): CommandLine {
  const words = ['--quiet', '--cached', '--ignore-unmatch']
  return change(folder, ['rm', ...words, '--', ...paths])
}

/** A second working tree with exactly what a commit holds, to build from. */
export function checkOut(folder: string, into: string, from: string): CommandLine {
  const words = ['--quiet', '--force', '--detach', '--end-of-options']
  return change(folder, ['worktree', 'add', ...words, into, from])
}

/** Removes such a tree; exit code 128 when there is none. */
export function dropCheckOut(folder: string, into: string): CommandLine {
  return change(folder, ['worktree', 'remove', '--force', '--end-of-options', into])
}

/** Writes the sources of a commit as a compressed archive. */
export function archive(
  folder: string,
  request: { readonly prefix: string; readonly output: string; readonly commit: string },
): CommandLine {
  const { prefix, output } = request
  const words = ['--format=tar.gz', `--prefix=${prefix}/`, `--output=${output}`]
  return change(folder, ['archive', ...words, '--end-of-options', request.commit])
}

/** Brings the whole history of a ref here, and all tags; fails where a tag of that name is another. */
export function deepen(
  folder: string,
  remote: string,
  ref: string,
  env: CommandLine['env'],
): CommandLine {
  const words = ['--unshallow', '--tags', '--quiet', '--no-write-fetch-head', '--refmap=']
  const args = ['fetch', ...words, '--end-of-options', remote, ref]
  return { ...change(folder, args), env: env ?? {} }
}

/** Brings the objects behind a ref of the remote here, and moves no ref. */
export function fetchObjects(
  folder: string,
  remote: string,
  ref: string,
  env: CommandLine['env'],
): CommandLine {
  const base = quiet(folder)
  const words = ['--quiet', '--no-tags', '--no-write-fetch-head', '--refmap=', '--end-of-options']
  return { ...base, env: { ...base.env, ...env }, args: ['fetch', ...words, remote, ref] }
}
