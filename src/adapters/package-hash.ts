import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeFiles } from './files.ts'

/**
 * The `h1:` hash of an unpacked provider, in hex: SHA-256 over the sorted lines `SHA256  PATH`. Source:
 * golang.org/x/mod/sumdb/dirhash, Hash1, which Terraform uses for it.
 */
export async function packageHash(folder: string): Promise<string> {
  const paths = await filesBelow(folder, '')
  const sum = createHash('sha256')
  for (const path of paths.sort())
    sum.update(`${await nodeFiles.hash(join(folder, path))}  ${path}\n`)
  return sum.digest('hex')
}

async function filesBelow(folder: string, at: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
    const path = at === '' ? entry.name : `${at}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, path)))
    else found.push(path)
  }
  return found
}
