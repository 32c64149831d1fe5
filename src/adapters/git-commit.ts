/** The commit that is checked out in `folder`; null outside of a repository or before the first. */
export async function headCommit(folder: string): Promise<string | null> {
  try {
    const { simpleGit } = await import('simple-git')
    return (await simpleGit(folder).revparse(['--verify', 'HEAD'])).trim()
  } catch {
    return null
  }
}
