import { resolve } from 'node:path'
import { Args } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { markdownFlag } from '../../cli/flags.ts'
import { openBundle } from '../../operations/infra/saved-plan.ts'
import { infraShow } from '../../operations/infra/show.ts'
import { planMarkdown } from '../../ui/plan-markdown.ts'
import { planText } from '../../ui/plan-view.ts'

export default class InfraShow extends OpsctlCommand<typeof InfraShow> {
  static override summary = 'Show what a saved plan does, and what it is bound to.'
  static override examples = ['<%= config.bin %> infra show prod.plan']
  static override args = {
    plan: Args.string({ description: 'File that infra plan --out wrote.', required: true }),
  }
  static override flags = { ...markdownFlag }

  protected async execute(): Promise<Answer> {
    const {
      fileToWrite,
      infraContext,
      inScratchFolder,
      openEnvironment,
      openWorkplace,
      publishMarkdown,
    } = await this.infra()
    const workplace = openWorkplace(this.call)
    const markdown = await fileToWrite(workplace, this.flags.markdown, '--markdown')
    const file = resolve(workplace.folder, this.args.plan)
    const { environment } = (await openBundle(workplace.files, file)).binding
    const place = await openEnvironment(workplace, environment)
    const context = await infraContext(place)
    const { binding, summary } = await inScratchFolder(place, (folder) =>
      infraShow(context, file, `${folder}/plan.tfplan`),
    )
    await publishMarkdown(workplace, planMarkdown(environment, summary), markdown)
    const { commit, createdAt, tool } = binding
    const head = `${environment}, planned ${createdAt} at ${commit?.slice(0, 12) ?? 'no commit'} with ${tool}\n`
    return { result: { binding, plan: summary }, text: head + planText(summary, this.paint) }
  }
}
