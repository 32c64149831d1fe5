import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags } from '../../cli/flags.ts'

export default class ReleaseBump extends OpsctlCommand<typeof ReleaseBump> {
  static override summary = 'Write the next version, decided by the commits, and its changelog.'
  static override description =
    'VERSION, package.json, package-lock.json and the changelog move together. Nothing is committed.'
  static override examples = [
    '<%= config.bin %> release bump',
    '<%= config.bin %> release bump --pre beta',
    '<%= config.bin %> release bump --as 2.0.0 --dry-run',
  ]
  static override flags = {
    as: Flags.string({
      summary: 'This step or version instead of what the commits ask for.',
      helpValue: 'major|minor|patch|X.Y.Z',
    }),
    pre: Flags.string({ summary: 'A pre-release with this identifier.', helpValue: 'beta' }),
    'infra-plan': Flags.string({
      summary: 'Terraform plan (file or JSON); losing what holds data is a break.',
      helpValue: 'FILE',
    }),
    'dry-run': changeFlags['dry-run'],
  }

  protected async execute(): Promise<Answer> {
    const { bumpAnswer } = await import('../../cli/wiring/release-bump.ts')
    return bumpAnswer(this.call, this.flags, this.paint)
  }
}
