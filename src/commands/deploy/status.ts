import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { LiveScreen } from '../../cli/live-screen.ts'
import { deployStatus } from '../../operations/deploy/status.ts'
import { statusNews, statusText } from '../../ui/deploy-view.ts'

export default class DeployStatus extends OpsctlCommand<typeof DeployStatus> {
  static override summary =
    'Show who gets the requests, who is healthy, and how a running deployment is judged.'
  static override examples = [
    '<%= config.bin %> deploy status -e prod',
    '<%= config.bin %> deploy status -e prod --watch',
  ]
  static override flags = {
    ...environmentFlag,
    watch: Flags.boolean({ summary: 'Look every 2 s until the running deployment has ended.' }),
  }

  protected async execute(): Promise<Answer> {
    const { deployLooking, openEnvironment, openWorkplace, stackFor } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const looking = deployLooking(place, await stackFor(place))
    const { signal } = this.call
    const screen = new LiveScreen(this.terminal)
    for (;;) {
      const status = await deployStatus(looking)
      const text = statusText(status, this.paint, this.terminal.columns)
      if (!this.flags.watch || status.running === null) {
        screen.clear()
        return { result: status, text }
      }
      screen.draw(text, statusNews(status))
      await looking.clock.sleep(2_000, signal)
      signal.throwIfAborted()
    }
  }
}
