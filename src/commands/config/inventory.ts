import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { environmentFlag } from '../../cli/flags.ts'
import { configInventory } from '../../operations/config/inventory.ts'
import { columns } from '../../ui/columns.ts'

export default class ConfigInventory extends OpsctlCommand<typeof ConfigInventory> {
  static override summary = "List an environment's hosts as Ansible sees them."
  static override examples = ['<%= config.bin %> config inventory -e sandbox']
  static override flags = { ...environmentFlag }

  protected async execute(): Promise<Answer> {
    const { configContext, openEnvironment, openWorkplace } = await this.wiring()
    const place = await openEnvironment(openWorkplace(this.call), this.flags.env)
    const hosts = await configInventory(await configContext(place, {}))
    const rows = hosts.map((one) => [one.role, one.colour ?? '-', one.name, one.address, one.host])
    const text =
      hosts.length === 0
        ? `No host. Build some: opsctl infra up -e ${this.flags.env}\n`
        : columns([['ROLE', 'COLOUR', 'NAME', 'ADDRESS', 'HOST'], ...rows])
    return { result: { environment: this.flags.env, hosts }, text }
  }
}
