import { inconclusive, type Judgement } from '../../domain/gates/judgement.ts'
import { distrust, type Series } from '../../domain/gates/reading.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import type { Gate, GateWindow } from '../../ports/gate.ts'
import type { Metrics } from '../../ports/metrics.ts'
import { parseInstant } from '../../tools/prometheus/answer.ts'
import { type Figure, oneQuery } from '../../tools/prometheus/evidence.ts'

/** What a gate that measures adds to asking: which figures it needs, and what they mean. */
export interface Measurement {
  figures(window: GateWindow): readonly Figure[]
  /**
   * @param baseline the old colour to compare with; null when it gets no traffic, so that only the
   *   absolute limits hold.
   */
  decide(series: readonly Series[], candidate: Colour, baseline: Colour | null): Judgement
}

/**
 * A gate on Prometheus. One query gives all figures of one moment. A Prometheus that cannot be
 * reached, answers an error or warns, and a candidate that is not scraped, are inconclusive.
 */
export function prometheusGate(name: string, metrics: Metrics, measurement: Measurement): Gate {
  return {
    name,
    async judge(window, signal) {
      return { ...(await judgement(window, metrics, measurement, signal)), gate: name }
    },
  }
}

async function judgement(
  window: GateWindow,
  metrics: Metrics,
  measurement: Measurement,
  signal: AbortSignal,
): Promise<Judgement> {
  const { candidate, baseline, weight, seconds } = window
  const answer = await metrics.instant(oneQuery(measurement.figures(window)), signal)
  if ('unreachable' in answer) {
    return inconclusive(`Prometheus cannot be reached: ${answer.unreachable}`)
  }
  const read = parseInstant(answer.status, answer.body)
  if ('refused' in read) return inconclusive(`Prometheus did not answer: ${read.refused}`)
  const doubt = distrust(read.series, candidate, seconds)
  if (doubt !== null) return inconclusive(doubt)
  return measurement.decide(read.series, candidate, weight >= 100 ? null : baseline)
}
