import { sha256 } from '../../domain/plan/bundle.ts'
import type { Files } from '../../ports/files.ts'
import { refuseEndless } from '../endless-file.ts'
import { filesBelow } from '../files-below.ts'

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
  for await (const path of codeBelow(files, dir)) {
    lines.push(`${await files.hash(`${dir}/${path}`)}  ${path}\n`)
  }
  return sha256(lines.join(''))
}

/** @throws OpsctlError BAD_INPUT (exit 2) for code or variables that Terraform would never be done with */
export async function refuseEndlessCode(files: Files, dir: string): Promise<void> {
  for await (const _ of codeBelow(files, dir));
}

function codeBelow(files: Files, dir: string): AsyncGenerator<string> {
  return filesBelow(files, dir, {
    isWanted: (name) => !written.test(name),
    async meetOther(name, path) {
      if (opened.test(name)) await refuseEndless(files, path, 'terraform.dir')
    },
  })
}
