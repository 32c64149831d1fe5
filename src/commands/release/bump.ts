import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, versionFlags } from '../../cli/flags.ts'

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
    ...versionFlags,
    'dry-run': changeFlags['dry-run'],
  }

  protected async execute(): Promise<Answer> {
    const { bumpAnswer } = await import('../../cli/wiring/release-bump.ts')
    return bumpAnswer(this.call, this.flags, this.paint)
  }
}
