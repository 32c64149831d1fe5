import { type HostFinding, hostFindings, type OwnDoing } from '../domain/config-run/host-drift.ts'
import { made, type PastDeployment } from '../domain/deployment/last-good.ts'
import { type LiveFinding, liveDrift } from '../domain/deployment/live-drift.ts'
import { readRelease } from '../domain/deployment/release.ts'
import type { PlanSummary } from '../domain/plan/summary.ts'
import { type Colour, isColour } from '../domain/traffic/colour.ts'
import { productName } from '../tools/terraform/names.ts'
import { configCheck } from './config/check.ts'
import type { ConfigContext } from './config/context.ts'
import { type ConfigStatus, configStatus } from './config/status.ts'
import type { DeployContext } from './deploy/context.ts'
import { type Looking, look } from './deploy/look.ts'
import { history } from './deploy/past.ts'
import { runningDeployment } from './deploy/request.ts'
import type { InfraContext } from './infra/context.ts'
import { planAlone } from './infra/plan.ts'

/** The three layers, each with what is not as it should be. */
export interface ThreeLayerDrift {
  readonly environment: string
  readonly terraform: { readonly empty: boolean; readonly plan: PlanSummary }
  readonly ansible: ConfigStatus & { readonly findings: readonly HostFinding[] }
  readonly live: { readonly findings: readonly LiveFinding[] }
  /** True when a layer is off; what a running deployment moves does not count. */
  readonly drifted: boolean
}

export interface DriftContext {
  readonly infra: InfraContext
  readonly config: ConfigContext
  readonly deploy: Looking & Pick<DeployContext, 'documents' | 'environment'>
}

/**
 * Asks all three layers: Terraform by a plan, the hosts by their own word and by what Ansible's check
 * mode would change on them, the service by load balancer and groups against the ledger. `folder` is
 * scratch, absolute.
 */
export async function drift(
  c: DriftContext,
  folder: string,
  news: (line: string) => void,
): Promise<ThreeLayerDrift> {
  const { name } = c.deploy.environment
  news(`asking ${productName(c.infra.terraform)}`)
  const { empty, summary: plan } = await planAlone(
    c.infra,
    `${folder}/plan.tfplan`,
    () => undefined,
  )
  news('asking the hosts')
  const status = await configStatus(c.config, folder, () => undefined)
  news('asking Ansible what it would change')
  const { hosts: checks } = await configCheck(c.config, folder, () => undefined)
  news('asking the load balancer')
  const [world, past, under] = await Promise.all([
    look(c.deploy),
    history({ ...c.deploy, operation: '' }),
    runningDeployment(c.deploy.documents, name),
  ])
  const { blue, green } = world.groups
  const ids = (group: typeof blue) => group.hosts.map(({ id }) => id)
  const last = past.find((entry) => made(entry) !== null)
  const release = last === undefined ? null : made(last)
  const kept = readRelease(last?.facts['before'])?.hosts ?? []
  const live = {
    weights: world.weights,
    desired: { blue: blue.desired, green: green.desired },
    hosts: { blue: ids(blue), green: ids(green) },
    running: new Map(status.hosts.map(({ host, running }) => [host, running])),
  }
  const standby =
    release === null ? [] : kept.filter((id) => !live.hosts[release.colour].includes(id))
  const moved = movedBy(past, under, live.hosts)
  const hosts = hostFindings(status.hosts, checks, { standby, moved })
  const findings = liveDrift(live, release, under, kept)
  const foreign = [...hosts, ...findings].some(({ by }) => by === null)
  return {
    environment: name,
    terraform: { empty, plan },
    ansible: { ...status, findings: hosts },
    live: { findings },
    drifted: !empty || foreign,
  }
}

/** The hosts that a deployment under way changes: the colour that it goes to. */
function movedBy(
  past: readonly PastDeployment[],
  under: string | null,
  hosts: Readonly<Record<Colour, readonly string[]>>,
): OwnDoing['moved'] {
  if (under === null) return null
  const candidate = past.find(({ id }) => id === under)?.facts['candidate']
  return { by: under, hosts: isColour(candidate) ? hosts[candidate] : [] }
}
