import type { AwsCall } from './aws-call.ts'

/** What can be made to go wrong between opsctl and the sandbox's AWS. */
export const apiKinds = ['throttle', 'error', 'lost-reply', 'latency', 'expired'] as const
/** What can be made to go wrong with the sandbox's hosts. */
export const hostKinds = ['unhealthy', 'stopped'] as const
/** What can be made to go wrong with its other parts. */
export const partKinds = ['registry-down', 'prometheus-down', 'prometheus-empty'] as const

export const faultKinds = [...apiKinds, ...hostKinds, ...partKinds] as const
export type FaultKind = (typeof faultKinds)[number]

/** A fault between opsctl and the AWS API. */
export interface ApiFault {
  readonly id: string
  readonly kind: (typeof apiKinds)[number]
  /** Share of the matching calls that it hits, above 0 and at most 1. */
  readonly rate: number
  /** So many matching calls pass first. */
  readonly after: number
  /** At most so many are hit; null: no end. */
  readonly times: number | null
  /** Only the first try of each call: a retry of the same request passes. */
  readonly once: boolean
  /** Only calls that change something. */
  readonly changing: boolean
  /** `service:Action`, each with `*` as a wildcard, e.g. `ec2:Run*`; null: every call. */
  readonly on: string | null
  /** For latency. */
  readonly milliseconds: number
  readonly seed: number
}

/** A fault of hosts: those whose id, colour or role is named here; all of them without any. */
export interface HostFault {
  readonly id: string
  readonly kind: (typeof hostKinds)[number]
  readonly host: string | null
  readonly colour: string | null
}

export interface PartFault {
  readonly id: string
  readonly kind: (typeof partKinds)[number]
}

export type Fault = ApiFault | HostFault | PartFault

export function isApiFault(fault: Fault): fault is ApiFault {
  return apiKinds.some((kind) => kind === fault.kind)
}

export function isHostFault(fault: Fault): fault is HostFault {
  return hostKinds.some((kind) => kind === fault.kind)
}

/** Whether a fault is about this call, before chance and counts have their say. */
export function concerns(fault: ApiFault, call: AwsCall): boolean {
  if (fault.changing && !call.changes) return false
  if (fault.on === null) return true
  const [service = '*', action = '*'] = fault.on.split(':')
  return wild(service, call.service) && wild(action, call.action)
}

function wild(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text)
}

/** One line for a person. */
export function faultText(fault: Fault): string {
  if (isApiFault(fault)) {
    const calls = fault.changing ? 'changing calls' : 'calls'
    return [
      fault.kind === 'latency' ? `${fault.milliseconds} ms on` : '',
      fault.rate < 1 ? `${Number((fault.rate * 100).toFixed(2))} % of` : 'all',
      fault.on === null ? calls : `${calls} to ${fault.on}`,
      fault.once ? '(first try only)' : '',
      fault.after > 0 ? `after ${fault.after}` : '',
      fault.times === null ? '' : `at most ${fault.times} times`,
      fault.rate < 1 ? `(seed ${fault.seed})` : '',
    ]
      .filter((word) => word !== '')
      .join(' ')
  }
  if (!isHostFault(fault)) return ''
  return fault.host ?? (fault.colour === null ? 'all hosts' : `hosts of ${fault.colour}`)
}
