import type { Files } from '../ports/files.ts'

interface Met {
  /** Of a name, in whichever folder; what is not wanted is not looked at. */
  isWanted(name: string): boolean
  /** A link, a pipe or a device, or what went away meanwhile. */
  meetOther(name: string, path: string): Promise<void>
}

/**
 * Paths below `root` of its files, folder by folder, in the order of `Files.list`; no link is followed.
 * @param at below `root`: empty, or a path that ends in `/`
 * @throws what `meetOther` throws
 */
export async function* filesBelow(
  files: Pick<Files, 'list' | 'stat'>,
  root: string,
  met: Met,
  at = '',
): AsyncGenerator<string> {
  for (const name of await files.list(`${root}/${at}`)) {
    if (!met.isWanted(name)) continue
    const path = `${at}${name}`
    const kind = (await files.stat(`${root}/${path}`))?.kind
    if (kind === 'folder') yield* filesBelow(files, root, met, `${path}/`)
    else if (kind === 'file') yield path
    else await met.meetOther(name, `${root}/${path}`)
  }
}
