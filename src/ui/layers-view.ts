import type { HostFinding } from '../domain/config-run/host-drift.ts'
import type { HostStatus, Wanted } from '../domain/config-run/host-status.ts'
import type { LiveFinding } from '../domain/deployment/live-drift.ts'
import type { PlanSummary } from '../domain/plan/summary.ts'
import { hostStatusText } from './host-status-view.ts'
import type { Paint } from './paint.ts'
import { planText } from './plan-view.ts'

interface Drift {
  readonly terraform: { readonly plan: PlanSummary }
  readonly ansible: {
    readonly hosts: readonly HostStatus[]
    readonly wanted: Wanted
    readonly findings: readonly HostFinding[]
  }
  readonly live: { readonly findings: readonly LiveFinding[] }
  readonly drifted: boolean
}

/** Three sections and a verdict. */
export function layersText({ terraform, ansible, live, drifted }: Drift, paint: Paint): string {
  const hosts = ansible.findings.map((one) => `  ${one.host}  ${one.what}  ${whose(one, paint)}\n`)
  const findings =
    live.findings.length === 0
      ? 'As the last deployment left it.\n'
      : live.findings.map((one) => `  ${one.what}  ${cause(one, paint)}\n`).join('')
  const verdict = drifted ? paint.yellow('Drift found.') : paint.green('No drift.')
  return [
    `${paint.bold('Infrastructure')}\n${planText(onlyOthers(terraform.plan), paint)}`,
    `${paint.bold('Ansible')}\n${hostStatusText(ansible.hosts, ansible.wanted)}${hosts.join('')}`,
    `${paint.bold('Live')}\n${findings}`,
    `${verdict}\n`,
  ].join('\n')
}

/** Weights and capacities that opsctl moved differ from the state too, and ask for no change. */
function onlyOthers(plan: PlanSummary): PlanSummary {
  const changing = new Set(plan.changes.map(({ address }) => address))
  return { ...plan, drift: plan.drift.filter(({ address }) => changing.has(address)) }
}

function whose(finding: HostFinding, paint: Paint): string {
  return finding.cause === 'pending' ? '(not applied yet)' : cause(finding, paint)
}

function cause({ by }: Pick<LiveFinding, 'by'>, paint: Paint): string {
  return by === null ? paint.yellow('(not by opsctl)') : `(by ${by}, under way)`
}
