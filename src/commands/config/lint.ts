import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { configLint } from '../../operations/config/lint.ts'
import { lintText } from '../../ui/lint-view.ts'

export default class ConfigLint extends OpsctlCommand<typeof ConfigLint> {
  static override summary = "Judge playbooks and roles by ansible-lint's production profile."
  static override examples = ['<%= config.bin %> config lint']

  protected async execute(): Promise<Answer> {
    const { ansibleTools, openWorkplace } = await this.wiring()
    const { exec, at } = await ansibleTools(openWorkplace(this.call))
    const findings = await configLint(exec, at)
    return {
      result: { findings },
      text: lintText(findings),
      exitCode: findings.length === 0 ? 0 : 1,
    }
  }
}
