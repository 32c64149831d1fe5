import { readFileSync } from 'node:fs'
import { isCloneRoot } from './clone-root.ts'
import { startReading } from './reading-child.ts'

/**
 * The commit that is checked out in `folder`; null outside of a repository or before the first. Every
 * journal begins with it. Where the files of a plain clone do not say it, git itself is asked: simple-git
 * takes longer to load than git to answer.
 */
export async function headCommit(folder: string): Promise<string | null> {
  const plain = plainHead(folder)
  if (plain !== null) return plain
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD']
  try {
    const { output, ended } = startReading({ file: 'git', args, cwd: folder, effect: 'read' })
    const pieces: Uint8Array[] = []
    for await (const piece of output) pieces.push(piece)
    const { exitCode } = await ended
    return exitCode === 0 ? Buffer.concat(pieces).toString('latin1').trim() : null
  } catch {
    return null
  }
}

/** As a file of its own says it, which git prefers to packed ones. Null: git must be asked. */
function plainHead(folder: string): string | null {
  if (!isCloneRoot(folder, process.env)) return null
  try {
    const head = readFileSync(`${folder}/.git/HEAD`, 'latin1')
    const branch = /^ref: refs\/heads\/(\S+)\n$/.exec(head)?.[1]
    if (branch === undefined) return commitIn(head)
    return commitIn(readFileSync(`${folder}/.git/refs/heads/${branch}`, 'latin1'))
  } catch {
    return null
  }
}

/** Null for a ref that names something else, such as another ref. */
function commitIn(text: string): string | null {
  return /^([0-9a-f]{40}|[0-9a-f]{64})\n$/.exec(text)?.[1] ?? null
}
