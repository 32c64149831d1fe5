import { hclText, importBlock, isResourceAddress } from '../../domain/import-block.ts'
import { badInput } from '../../errors/index.ts'
import type { Files } from '../../ports/files.ts'
import { refuseEndless } from '../endless-file.ts'

export interface ImportRequest {
  /** Absolute path of the file that gets the block. */
  readonly file: string
  /** Address in the code, e.g. `module.network.aws_vpc.this`. */
  readonly to: string
  /** What the provider calls the existing thing, e.g. `vpc-0a1b`. */
  readonly id: string
}

export interface ImportWritten {
  readonly block: string
  /** False when the very block stood there already. */
  readonly written: boolean
}

/**
 * Writes an import block, so that the import is seen in a plan and reviewed like any change. Nothing
 * is imported yet.
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export async function infraImport(files: Files, request: ImportRequest): Promise<ImportWritten> {
  const { file, to, id } = request
  if (!isResourceAddress(to)) {
    throw badInput(
      'ADDRESS',
      'is not the address of a resource',
      'e.g. module.network.aws_vpc.this',
    )
  }
  if (id === '' || /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(id)) {
    throw badInput('ID', 'is empty or holds control characters', 'as the provider documents it')
  }
  await refuseEndless(files, file, 'terraform.dir')
  const before = (await files.read(file)) ?? ''
  const block = importBlock(to, id)
  if (before.includes(block)) return { block, written: false }
  if (new RegExp(`^\\s*to\\s*=\\s*${escaped(to)}\\s*$`, 'm').test(before)) {
    throw badInput('ADDRESS', `${file} imports it already, with another ID`, `not ${hclText(id)}?`)
  }
  await files.write(file, before + (before === '' ? '' : '\n') + block, 0o644)
  return { block, written: true }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
