import { withoutControls } from '../../domain/control-characters.ts'

/** What one line of `terraform … -json` says, as far as a person who waits wants to know. */
export type TerraformEvent =
  | {
      readonly kind: 'resource'
      readonly phase: ResourcePhase
      readonly address: string
      readonly action: string
      readonly seconds: number | null
    }
  | {
      readonly kind: 'diagnostic'
      readonly severity: 'error' | 'warning'
      readonly summary: string
      readonly detail: string
      readonly address: string | null
      readonly place: string | null
    }
  /** The refresh found a resource that is not as the state says. */
  | { readonly kind: 'drift' }
  | { readonly kind: 'other'; readonly message: string }

export type ResourcePhase = 'started' | 'going' | 'done' | 'failed'

const phases: Readonly<Record<string, ResourcePhase>> = {
  apply_start: 'started',
  apply_progress: 'going',
  apply_complete: 'done',
  apply_errored: 'failed',
}

interface EventJson {
  readonly type?: string
  readonly '@message'?: string
  readonly hook?: {
    readonly resource?: { readonly addr?: string }
    readonly action?: string
    readonly elapsed_seconds?: number
  }
  readonly diagnostic?: {
    readonly severity?: string
    readonly summary?: string
    readonly detail?: string
    readonly address?: string
    readonly range?: { readonly filename?: string; readonly start?: { readonly line?: number } }
  }
}

/**
 * Reads one line of the machine-readable UI; null for a line that is not JSON (a provider's stray
 * print). Source: developer.hashicorp.com/terraform/internals/machine-readable-ui.
 */
export function parseEvent(line: string): TerraformEvent | null {
  let event: EventJson
  try {
    event = JSON.parse(line) as EventJson
  } catch {
    return null
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return null
  const phase = phases[event.type ?? '']
  if (phase !== undefined && event.hook?.resource?.addr !== undefined) {
    return {
      kind: 'resource',
      phase,
      address: plain(event.hook.resource.addr),
      action: event.hook.action ?? 'change',
      seconds: event.hook.elapsed_seconds ?? null,
    }
  }
  if (event.type === 'diagnostic' && event.diagnostic) {
    const { severity, summary, detail, address, range } = event.diagnostic
    return {
      kind: 'diagnostic',
      severity: severity === 'warning' ? 'warning' : 'error',
      summary: plain(summary ?? ''),
      detail: plain(detail ?? ''),
      address: address === undefined ? null : plain(address),
      place: range?.filename ? `${range.filename}:${range.start?.line ?? 0}` : null,
    }
  }
  if (event.type === 'resource_drift') return { kind: 'drift' }
  return { kind: 'other', message: plain(event['@message'] ?? '') }
}

/** JSON hides control characters behind escapes; a name may hold any. Line breaks stay. */
function plain(text: string): string {
  return text.split('\n').map(withoutControls).join('\n')
}

/** Who holds the state's lock, as Terraform words it. */
export interface StateLockHolder {
  readonly id: string
  readonly who: string
  readonly operation: string
  /** As Terraform prints it, UTC. */
  readonly created: string
}

/** The holder that a lock error names; null when the diagnostic is about something else. */
export function lockHolder(event: TerraformEvent): StateLockHolder | null {
  if (event.kind !== 'diagnostic' || !event.summary.includes('acquiring the state lock'))
    return null
  const field = (name: string) =>
    new RegExp(`^\\s*${name}:\\s*(.*)$`, 'm').exec(event.detail)?.[1]?.trim() ?? 'unknown'
  // A state that cannot be read fails under the same title, without a holder.
  if (field('ID') === 'unknown') return null
  return {
    id: field('ID'),
    who: field('Who'),
    operation: field('Operation'),
    created: field('Created'),
  }
}

/** One line of news for a resource event, e.g. `aws_lb.this: created after 62s`. */
export function newsOf(event: TerraformEvent): string | null {
  if (event.kind !== 'resource') return null
  const [going, done] = words[event.action] ?? ['changing', 'changed']
  const after = event.seconds === null ? '' : ` after ${event.seconds}s`
  if (event.phase === 'started') return `${event.address}: ${going}`
  if (event.phase === 'going')
    return `${event.address}: still ${going}${after.replace('after', 'since')}`
  return event.phase === 'done'
    ? `${event.address}: ${done}${after}`
    : `${event.address}: FAILED${after}`
}

const words: Readonly<Record<string, readonly [string, string]>> = {
  create: ['creating', 'created'],
  update: ['updating', 'updated'],
  delete: ['destroying', 'destroyed'],
  read: ['reading', 'read'],
  noop: ['checking', 'checked'],
}
