import { Args, Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { configTest } from '../../operations/config/test.ts'
import { scenariosText } from '../../ui/scenarios-view.ts'

export default class ConfigTest extends OpsctlCommand<typeof ConfigTest> {
  static override summary = 'Test the roles with Molecule, on hosts like those of the sandbox.'
  static override examples = [
    '<%= config.bin %> config test',
    '<%= config.bin %> config test db --scenario takeover',
  ]
  static override args = {
    role: Args.string({ description: 'Only the scenarios of this role.' }),
  }
  static override flags = {
    scenario: Flags.string({ summary: 'Only scenarios of this name.', helpValue: 'NAME' }),
  }

  protected async execute(): Promise<Answer> {
    const { openWorkplace, scenarioTests } = await this.wiring()
    const chosen = { role: this.args.role, scenario: this.flags.scenario }
    const { context, scenarios } = await scenarioTests(openWorkplace(this.call), chosen)
    const ends = await configTest(context, scenarios)
    return {
      result: { scenarios: ends },
      text: scenariosText(ends),
      exitCode: ends.every((end) => end.passed) ? 0 : 1,
    }
  }
}
