import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { cachedInventory } from '../../operations/config/inventory-cache.ts'
import { inventoryText } from '../../ui/hosts-inventory-view.ts'

export default class ConfigInventory extends OpsctlCommand<typeof ConfigInventory> {
  static override summary = "List an environment's hosts as Ansible sees them."
  static override examples = [
    '<%= config.bin %> config inventory -e sandbox',
    '<%= config.bin %> config inventory -e prod --refresh',
  ]
  static override flags = {
    ...environmentFlag,
    refresh: Flags.boolean({ summary: 'Ask the cloud instead of the cache.' }),
    'max-age': Flags.integer({
      summary: 'Seconds up to which the cache is an answer; an older one is an error.',
      default: 300,
      min: 0,
      max: 86_400,
    }),
  }

  protected async execute(): Promise<Answer> {
    const { configContext, inventoryCache, openEnvironment, openWorkplace } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const { refresh, 'max-age': maxAge } = this.flags
    const context = await configContext(place, {})
    const cache = await inventoryCache(place, context, { refresh, maxAge })
    const found = await cachedInventory(context, cache)
    const environment = this.flags.env
    return { result: { environment, ...found }, text: inventoryText(environment, found) }
  }
}
