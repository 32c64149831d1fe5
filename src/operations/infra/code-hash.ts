import { sha256 } from '../../domain/plan/bundle.ts'
import type { Files } from '../../ports/files.ts'

/** What Terraform or an apply writes into the folder itself. */
const written = /^\.terraform$|^\.git$|\.tfstate(\.|$)|\.tfplan$/

/** SHA-256 over the files below a root module, names and contents; no link is followed. */
export async function codeHash(files: Files, dir: string): Promise<string> {
  const lines: string[] = []
  for await (const path of filesBelow(files, dir, '')) {
    lines.push(`${await files.hash(`${dir}/${path}`)}  ${path}\n`)
  }
  return sha256(lines.join(''))
}

async function* filesBelow(files: Files, root: string, at: string): AsyncGenerator<string> {
  for (const name of await files.list(`${root}/${at}`)) {
    if (written.test(name)) continue
    const kind = (await files.stat(`${root}/${at}${name}`))?.kind
    if (kind === 'folder') yield* filesBelow(files, root, `${at}${name}/`)
    else if (kind === 'file') yield `${at}${name}`
  }
}
