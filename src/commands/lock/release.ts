import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag } from '../../cli/flags.ts'
import { releaseLock } from '../../operations/lock/release.ts'

export default class LockRelease extends OpsctlCommand<typeof LockRelease> {
  static override summary = 'Take the lock away from whoever left it; never silently.'
  static override examples = ['<%= config.bin %> lock release -e dev']
  static override flags = {
    ...environmentFlag,
    yes: changeFlags.yes,
    confirm: changeFlags.confirm,
    force: Flags.boolean({ summary: 'Ask even though its holder is alive.' }),
  }

  protected async execute(): Promise<Answer> {
    const { openLedger, openWorkplace } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const ledger = await openLedger(workplace, this.flags.env)
    const deps = { ...(await ledger.engineDeps()), prompt: workplace.prompt }
    const { env: environment, confirm, force } = this.flags
    const released = await releaseLock({ environment, confirm, force }, deps)
    const text = released
      ? `Released the lock of ${environment}.\n`
      : `The lock of ${environment} is free.\n`
    return { result: { environment, released }, text }
  }
}
