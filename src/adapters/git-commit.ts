import { startReading } from './reading-child.ts'

/**
 * The commit that is checked out in `folder`; null outside of a repository or before the first. Every
 * journal begins with it, so git itself is asked: simple-git takes longer to load than git to answer.
 */
export async function headCommit(folder: string): Promise<string | null> {
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
