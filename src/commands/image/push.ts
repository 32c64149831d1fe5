import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { changeFlags, environmentFlag, imageVersionFlag } from '../../cli/flags.ts'
import { imagePush } from '../../operations/image/push.ts'

export default class ImagePush extends OpsctlCommand<typeof ImagePush> {
  static override summary = "Push the service's image and print its reference by digest."
  static override examples = ['<%= config.bin %> image push -e sandbox']
  static override flags = {
    ...environmentFlag,
    ...imageVersionFlag,
    'dry-run': changeFlags['dry-run'],
  }

  protected async execute(): Promise<Answer> {
    const { imageContext, inScratchFolder, openEnvironment, openWorkplace, pushTarget } =
      await this.wiring()
    const workplace = openWorkplace(this.call)
    const place = await openEnvironment(workplace, this.flags.env)
    const context = await imageContext(workplace, place.loaded, { version: this.flags.as })
    const pushed = await inScratchFolder(place, (folder) =>
      imagePush(context, pushTarget(place, folder)),
    )
    return { result: pushed, text: `${pushed.reference}\n` }
  }
}
