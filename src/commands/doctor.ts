import { type Answer, OpsctlCommand } from '../cli/base-command.ts'
import { optionalEnvironment } from '../cli/flags.ts'
import { doctor } from '../operations/doctor.ts'
import { findingsText } from '../ui/findings-view.ts'

export default class Doctor extends OpsctlCommand<typeof Doctor> {
  static override summary =
    'Check tools, versions, AWS identity and backend; each failure with its fix.'
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor -e sandbox']
  static override flags = { env: optionalEnvironment }

  protected async execute(): Promise<Answer> {
    const { doctorContext, openWorkplace } = await this.wiring()
    const findings = await doctor(await doctorContext(openWorkplace(this.call), this.flags.env))
    const good = findings.every((finding) => finding.ok)
    return {
      result: { good, findings },
      text: findingsText(findings, this.paint),
      exitCode: good ? 0 : 1,
    }
  }
}
