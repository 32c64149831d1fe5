import { nearest } from '../../domain/near-miss.ts'
import { badInput } from '../../errors/index.ts'
import { apiKinds, faultKinds, hostKinds, partKinds } from '../../sandbox/faults/fault.ts'
import type { NewFault } from '../../sandbox/faults/set.ts'

interface FaultFlags {
  readonly rate: string
  readonly after: number
  readonly times?: number | undefined
  readonly once: boolean
  readonly changing: boolean
  readonly on?: string | undefined
  readonly by: string
  readonly seed: number
  readonly host?: string | undefined
  readonly colour?: string | undefined
}

/** The fault that the words of a command line ask for. @throws OpsctlError BAD_INPUT (exit 2) */
export function newFault(kind: string, flags: FaultFlags): NewFault {
  const api = apiKinds.find((one) => one === kind)
  const ofHosts = hostKinds.find((one) => one === kind)
  const ofPart = partKinds.find((one) => one === kind)
  const { host = null, colour = null, on = null, times = null } = flags
  if (api !== undefined) {
    if (host !== null || colour !== null) {
      throw badInput('--host', `${kind} hits calls, not hosts`, 'narrow it with --on or --changing')
    }
    const { after, once, changing, seed } = flags
    const counts = { rate: rateOf(flags.rate), after, times, once, changing, seed }
    return { kind: api, on: patternOf(on), milliseconds: millisecondsOf(flags.by), ...counts }
  }
  if (ofHosts !== undefined) {
    if (host !== null && !/^i-[0-9a-f]+$/.test(host)) {
      throw badInput('--host', 'an instance id such as i-0123456789abcdef0', 'see sandbox status')
    }
    return { kind: ofHosts, host, colour }
  }
  if (ofPart !== undefined) return { kind: ofPart }
  const near = nearest(kind, faultKinds)
  const fix = near ? `did you mean ${near}?` : `one of: ${faultKinds.join(', ')}`
  throw badInput('KIND', `there is no fault ${JSON.stringify(kind)}`, fix)
}

function rateOf(text: string): number {
  const rate = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  if (rate > 0 && rate <= 1) return rate
  throw badInput('--rate', 'a share above 0 and at most 1', '--rate 0.3 hits 30 % of the calls')
}

function patternOf(on: string | null): string | null {
  if (on === null || /^[A-Za-z0-9*-]+:[A-Za-z0-9*/ -]+$/.test(on)) return on
  throw badInput('--on', 'SERVICE:ACTION, each with * as a wildcard', "--on 'ec2:Run*'")
}

function millisecondsOf(text: string): number {
  const [, digits, unit] = /^(\d{1,6})(ms|s)$/.exec(text) ?? []
  const value = Number(digits) * (unit === 's' ? 1000 : 1)
  if (value > 0 && value <= 120_000) return value
  throw badInput('--by', 'a time from 1ms to 120s', '--by 500ms')
}
