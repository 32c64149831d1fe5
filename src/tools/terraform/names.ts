import type { TerraformPlace } from './commands.ts'

type Program = Pick<TerraformPlace, 'program'>

/** `terraform` or `tofu`, wherever it lies. */
export function commandName({ program }: Program): string {
  return program.slice(program.lastIndexOf('/') + 1)
}

/** The program with these words, as people type it: `tofu plan`. */
export function typed(at: Program, words: string): string {
  return `${commandName(at)} ${words}`
}

/** What a sentence calls it. */
export function productName(at: Program): 'Terraform' | 'OpenTofu' {
  return commandName(at) === 'tofu' ? 'OpenTofu' : 'Terraform'
}
