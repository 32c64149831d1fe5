import { histogramOf } from '../../domain/gates/histogram.ts'
import { inconclusive, type Judgement } from '../../domain/gates/judgement.ts'
import { judgeLatency, type LatencyLimits } from '../../domain/gates/latency.ts'
import { judgeLevel, type LevelLimits } from '../../domain/gates/level.ts'
import type { Share } from '../../domain/gates/proportion.ts'
import { readBuckets, readOne, type Series } from '../../domain/gates/reading.ts'
import { judgeShare, type ShareLimits } from '../../domain/gates/share.ts'
import type { Colour } from '../../domain/traffic/colour.ts'
import type { GateWindow } from '../../ports/gate.ts'
import {
  balancerErrors,
  type Figure,
  ownQuery,
  type Resource,
  saturation,
  scraped,
  serviceErrors,
  serviceLatency,
} from '../../tools/prometheus/evidence.ts'
import type { Measurement } from './prometheus-gate.ts'

/** The share of requests that failed, as the service or the load balancer counts them. */
export function errorShare(
  environment: string,
  source: 'service' | 'load-balancer',
  limits: ShareLimits,
): Measurement {
  const figures = source === 'service' ? serviceErrors : balancerErrors
  return {
    figures: ({ seconds }) => figures({ environment, seconds }),
    decide(series, candidate, baseline) {
      const own = shareOf(series, candidate)
      if (typeof own === 'string') return inconclusive(own)
      const old = baseline === null ? null : shareOf(series, baseline)
      if (typeof old === 'string') return inconclusive(old, Math.round(own.total))
      return judgeShare(own, old, limits)
    },
  }
}

function shareOf(series: readonly Series[], colour: Colour): Share | string {
  const total = readOne(series, 'requests', colour)
  const bad = readOne(series, 'errors', colour)
  if ('unknown' in total) return total.unknown
  return 'unknown' in bad ? bad.unknown : { bad: bad.value, total: total.value }
}

/** A quantile of the service's answering time. */
export function latency(environment: string, limits: LatencyLimits): Measurement {
  return {
    figures: ({ seconds }) => serviceLatency({ environment, seconds }),
    decide(series, candidate, baseline) {
      const own = histogramOf(readBuckets(series, 'bucket', candidate))
      if (typeof own === 'string') return inconclusive(`latency of ${candidate}: ${own}`)
      const old = baseline === null ? null : histogramOf(readBuckets(series, 'bucket', baseline))
      if (typeof old === 'string') return inconclusive(`latency of ${baseline}: ${old}`)
      return judgeLatency(own, old, limits)
    },
  }
}

/** How full a resource of the hosts is. */
export function fullness(environment: string, of: Resource, limits: LevelLimits): Measurement {
  return {
    figures: ({ seconds }) => saturation(of, { environment, seconds }),
    decide: (series, candidate, baseline) => level(series, candidate, baseline, limits, true),
  }
}

/** A query of the user's own: one number, and maybe another one for how much it rests on. */
export interface OwnQuery {
  readonly query: string
  readonly samples: string | null
}

/** The result of a query of the user's own. */
export function queryResult(environment: string, own: OwnQuery, limits: LevelLimits): Measurement {
  return {
    figures: (window) => ownFigures(environment, own, window, limits.timesOld !== null),
    decide: (series, candidate, baseline) =>
      level(series, candidate, baseline, limits, own.samples !== null),
  }
}

function ownFigures(
  environment: string,
  { query, samples }: OwnQuery,
  { seconds, candidate, baseline }: GateWindow,
  compare: boolean,
): Figure[] {
  const scope = { environment, seconds }
  const asked = compare ? [candidate, baseline] : [candidate]
  const own = asked.flatMap((colour) => ownQuery(query, samples, colour, scope))
  return [...own, ...scraped(scope)]
}

function level(
  series: readonly Series[],
  candidate: Colour,
  baseline: Colour | null,
  limits: LevelLimits,
  counted: boolean,
): Judgement {
  const own = readOne(series, 'level', candidate)
  if ('unknown' in own) return inconclusive(own.unknown)
  const scrapes = counted ? readOne(series, 'scrapes', candidate) : { value: 1 }
  if ('unknown' in scrapes) return inconclusive(scrapes.unknown)
  if (baseline === null || limits.timesOld === null) {
    return judgeLevel(own.value, null, scrapes.value, limits)
  }
  const old = readOne(series, 'level', baseline)
  if ('unknown' in old) return inconclusive(old.unknown)
  return judgeLevel(own.value, old.value, scrapes.value, limits)
}
