import { sha256 } from '../../domain/plan/bundle.ts'
import type { Files } from '../../ports/files.ts'
import { refuseEndless } from '../endless-file.ts'

/** What Terraform or an apply writes into the folder itself. */
const written = /^\.terraform$|^\.git$|\.tfstate(\.|$)|\.tfplan$/

/** What Terraform opens by itself when it finds it. */
const opened = /\.(tf|tofu|tfvars)(\.json)?$|^\.terraform\.lock\.hcl$/

/**
 * SHA-256 over the files below a root module, names and contents; no link is followed.
 * @throws OpsctlError BAD_INPUT as `refuseEndlessCode`
 */
export async function codeHash(files: Files, dir: string): Promise<string> {
  const lines: string[] = []
  for await (const path of filesBelow(files, dir, '')) {
    lines.push(`${await files.hash(`${dir}/${path}`)}  ${path}\n`)
  }
  return sha256(lines.join(''))
}

/** @throws OpsctlError BAD_INPUT (exit 2) for code or variables that Terraform would never be done with */
export async function refuseEndlessCode(files: Files, dir: string): Promise<void> {
  for await (const _ of filesBelow(files, dir, ''));
}

async function* filesBelow(files: Files, root: string, at: string): AsyncGenerator<string> {
  for (const name of await files.list(`${root}/${at}`)) {
    if (written.test(name)) continue
    const path = `${at}${name}`
    const kind = (await files.stat(`${root}/${path}`))?.kind
    if (kind === 'folder') yield* filesBelow(files, root, `${path}/`)
    else if (kind === 'file') yield path
    else if (opened.test(name)) await refuseEndless(files, `${root}/${path}`, 'terraform.dir')
  }
}
