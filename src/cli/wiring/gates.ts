import { roleAddresses } from '../../adapters/ec2-role-hosts.ts'
import { httpProbe } from '../../adapters/http-probe.ts'
import { prometheusMetrics } from '../../adapters/prometheus.ts'
import type { GateConfig } from '../../config/gates-schema.ts'
import { milliseconds } from '../../domain/duration.ts'
import { gateName } from '../../domain/gates/name.ts'
import { samplesFor } from '../../domain/gates/proportion.ts'
import { commandGate } from '../../operations/gates/command-gate.ts'
import { httpGate } from '../../operations/gates/http-gate.ts'
import { errorShare, fullness, latency, queryResult } from '../../operations/gates/measurements.ts'
import { type Measurement, prometheusGate } from '../../operations/gates/prometheus-gate.ts'
import { infraOutput } from '../../operations/infra/output.ts'
import type { Gate } from '../../ports/gate.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import { infraContext } from './infra-context.ts'

/** Port of Prometheus on the monitoring host (ansible/roles/monitoring). */
const prometheusPort = 9090

/**
 * The gates that `deploy.gates` names, ready to judge the environment's colours. Nothing is asked
 * yet: where Prometheus is, is looked up at each judgement.
 */
export function gatesFor(place: EnvironmentPlace): readonly Gate[] {
  const { deploy } = place.loaded.config
  const metrics = prometheusMetrics(() => prometheusOf(place, deploy.prometheus))
  return deploy.gates.map((config) => gateOf(config, place, metrics))
}

function gateOf(
  config: GateConfig,
  place: EnvironmentPlace,
  metrics: ReturnType<typeof prometheusMetrics>,
): Gate {
  const name = gateName(config)
  if (config.kind === 'command') {
    const timeoutMs = milliseconds(config.within)
    const settings = { run: config.run, timeoutMs, cwd: place.loaded.project, env: place.env }
    return commandGate(name, settings, place.workplace.exec)
  }
  if (config.kind === 'http') {
    const settings = { ...config, timeoutMs: milliseconds(config.within) }
    return httpGate(name, settings, httpProbe(), () => loadBalancerOf(place))
  }
  return prometheusGate(name, metrics, measurementOf(config, place.environment.name))
}

function measurementOf(
  config: Exclude<GateConfig, { kind: 'command' | 'http' }>,
  environment: string,
): Measurement {
  if (config.kind === 'errors') {
    const { atMost, worseBy, minimumSamples: needed = samplesFor(atMost) } = config
    return errorShare(environment, config.source, { atMost, worseBy, needed })
  }
  if (config.kind === 'latency') {
    const { quantile, timesOld, minimumSamples: needed = samplesFor(1 - quantile) } = config
    const atMost = milliseconds(config.atMost) / 1000
    return latency(environment, { quantile, atMost, timesOld, needed })
  }
  const { atMost, timesOld = null, minimumSamples: needed } = config
  const limits = { atMost, timesOld, needed }
  if (config.kind === 'saturation') return fullness(environment, config.of, limits)
  const { query, samples = null } = config
  return queryResult(environment, { query, samples }, limits)
}

async function prometheusOf(
  { aws, environment }: EnvironmentPlace,
  configured: string | undefined,
): Promise<string | null> {
  if (configured !== undefined) return configured
  const found = await roleAddresses(aws, environment.project, environment.name, 'monitoring')
  const [address] = found.toSorted()
  return address === undefined ? null : `http://${address}:${prometheusPort}`
}

async function loadBalancerOf(place: EnvironmentPlace): Promise<string | null> {
  if (place.sandbox !== null) return place.sandbox.loadBalancer
  const outputs = await infraOutput(await infraContext(place, []))
  const name = outputs['load_balancer_dns']?.value
  return typeof name === 'string' ? `http://${name}` : null
}
