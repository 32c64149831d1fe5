import { Args, Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../../cli/base-command.ts'
import { faultLine } from '../../../ui/faults-view.ts'

export default class SandboxFaultAdd extends OpsctlCommand<typeof SandboxFaultAdd> {
  static override summary = 'Make something of the sandbox go wrong, until it is cleared.'
  static override description = [
    'Between opsctl and AWS: throttle, error (500), lost-reply (carried out, never answered),',
    'latency, expired (credentials). Of hosts: unhealthy (fails the load balancer), stopped (no',
    'power). Of parts: registry-down, prometheus-down, prometheus-empty (nobody is scraped).',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> sandbox fault add throttle --rate 0.3',
    '<%= config.bin %> sandbox fault add lost-reply --changing --once',
    '<%= config.bin %> sandbox fault add latency --by 800ms --on elasticloadbalancing:*',
    '<%= config.bin %> sandbox fault add expired --after 20',
    '<%= config.bin %> sandbox fault add unhealthy --colour green',
  ]
  static override args = {
    kind: Args.string({ required: true, description: 'What goes wrong.' }),
  }
  static override flags = {
    rate: Flags.string({ summary: 'Share of the calls that it hits, e.g. 0.3.', default: '1' }),
    after: Flags.integer({ summary: 'Let so many calls pass first.', default: 0, min: 0 }),
    times: Flags.integer({ summary: 'Hit at most so many calls.', min: 1 }),
    once: Flags.boolean({ summary: 'Hit only the first try of each call; retries pass.' }),
    changing: Flags.boolean({ summary: 'Hit only calls that change something.' }),
    on: Flags.string({ summary: 'Hit only these calls.', helpValue: 'SERVICE:ACTION' }),
    by: Flags.string({ summary: 'How long a latency is, e.g. 500ms.', default: '500ms' }),
    seed: Flags.integer({ summary: 'The same seed hits the same calls.', default: 1 }),
    host: Flags.string({ summary: 'Only this instance.', helpValue: 'i-…' }),
    colour: Flags.string({ summary: 'Only hosts of this colour.', options: ['blue', 'green'] }),
  }

  protected async execute(): Promise<Answer> {
    const { newFault, openSandbox, openWorkplace } = await this.wiring()
    const wanted = newFault(this.args.kind, this.flags)
    const set = await (await openSandbox(openWorkplace(this.call))).addFault(wanted)
    return { result: set, text: `${faultLine(set)}\nIt ends with: opsctl sandbox fault clear\n` }
  }
}
