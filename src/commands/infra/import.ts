import { join } from 'node:path'
import { Args } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { infraImport } from '../../operations/infra/import.ts'

export default class InfraImport extends OpsctlCommand<typeof InfraImport> {
  static override summary = 'Write an import block for something that exists; a plan shows it.'
  static override description =
    'The block goes to imports.tf beside the root module, counts in each environment that is planned, and is taken out again after the apply.'
  static override examples = ['<%= config.bin %> infra import module.network.aws_vpc.this vpc-0a1b']
  static override args = {
    address: Args.string({ description: 'What it is called in the code.', required: true }),
    id: Args.string({ description: 'What the provider calls it.', required: true }),
  }

  protected async execute(): Promise<Answer> {
    const { openProject, openWorkplace } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const { config, project } = await openProject(workplace)
    const file = join(project, config.terraform.dir, 'imports.tf')
    const { address: to, id } = this.args
    const { block, written } = await infraImport(workplace.files, { file, to, id })
    const head = written ? `Written to ${file}:` : `Stands in ${file} already:`
    return {
      result: { file, block, written },
      text: `${head}\n\n${block}\nNext: opsctl infra plan -e ENV\n`,
    }
  }
}
