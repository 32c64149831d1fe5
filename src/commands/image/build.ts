import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, imageVersionFlag } from '../../cli/flags.ts'
import { imageBuild } from '../../operations/image/build.ts'

export default class ImageBuild extends OpsctlCommand<typeof ImageBuild> {
  static override summary = "Build the service's image; the same sources give the same digest."
  static override examples = ['<%= config.bin %> image build']
  static override flags = {
    ...imageVersionFlag,
    'dry-run': changeFlags['dry-run'],
    stage: Flags.string({
      summary: 'Stage of the Dockerfile; without it its last.',
      helpValue: 'NAME',
    }),
  }

  protected async execute(): Promise<Answer> {
    const { imageContext, openProject, openWorkplace } = await this.wiring()
    const workplace = openWorkplace(this.call)
    const { as: version, stage } = this.flags
    const project = await openProject(workplace)
    const built = await imageBuild(await imageContext(workplace, project, { version, stage }))
    return { result: built, text: `${built.tag}\n` }
  }
}
