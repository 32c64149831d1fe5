import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags } from '../../cli/flags.ts'
import { imageBuild } from '../../operations/image/build.ts'

export default class ImageBuild extends OpsctlCommand<typeof ImageBuild> {
  static override summary = "Build the service's image; the same sources give the same digest."
  static override examples = ['<%= config.bin %> image build']
  static override flags = { 'dry-run': changeFlags['dry-run'] }

  protected async execute(): Promise<Answer> {
    const { imageContext, openProject, openWorkplace } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const built = await imageBuild(await imageContext(workplace, await openProject(workplace)))
    return { result: built, text: `${built.tag}\n` }
  }
}
