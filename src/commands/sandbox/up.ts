import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'

export default class SandboxUp extends OpsctlCommand<typeof SandboxUp> {
  static override summary = 'Bring the sandbox up: a local AWS, a load balancer, a registry.'
  static override examples = ['<%= config.bin %> sandbox up']

  protected async execute(): Promise<Answer> {
    const { openSandbox, openWorkplace } = await this.wiring()
    const facts = await (await openSandbox(openWorkplace(this.call))).up()
    const text = `The sandbox is up. Its load balancer: ${facts.loadBalancer}\nNext: opsctl infra bootstrap -e sandbox\n`
    return { result: facts, text }
  }
}
