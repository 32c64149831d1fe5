import { withoutControls } from '../../domain/control-characters.ts'
import type { JsonObject } from '../../domain/json.ts'

/** One line of the callback plug-in `opsctl_events` (ansible/callback_plugins/README.md). */
export type AnsibleEvent =
  | { readonly event: 'start'; readonly plays: readonly string[] }
  | { readonly event: 'too_old'; readonly found: string; readonly needed: string }
  | { readonly event: 'play'; readonly play: string; readonly hosts: readonly string[] }
  | { readonly event: 'task'; readonly task: string }
  | HostEvent
  | {
      readonly event: 'stats'
      readonly hosts: Readonly<Record<string, HostStats>>
      /** Hosts that did not come through every play they belong to, and which plays they miss. */
      readonly unfinished: Readonly<Record<string, readonly string[]>>
      /** What the playbook told of each host with set_stats. */
      readonly told?: Readonly<Record<string, JsonObject>>
    }

export interface HostEvent {
  readonly event: 'host'
  readonly host: string
  readonly status: string
  readonly task: string
  readonly ignored?: boolean
  readonly message?: string
  readonly rc?: number
  readonly module_stderr?: string
  /** In a check: the task was left out, so nothing is known of what it would do. */
  readonly unjudged?: boolean
}

/** Counts of tasks. */
export interface HostStats {
  readonly ok: number
  readonly changed: number
  readonly failures: number
  readonly unreachable: number
  readonly skipped: number
  readonly rescued: number
  readonly ignored: number
}

/**
 * Reads one line; null for a line that is no event of ours (a warning, a Python trace). JSON hides
 * control characters from whoever cleaned the line, so the texts are cleaned again; line breaks stay.
 */
export function parseEvent(line: string): AnsibleEvent | null {
  if (!line.startsWith('{"event"')) return null
  try {
    return JSON.parse(line, (_, value) => clean(value)) as AnsibleEvent
  } catch {
    return null
  }
}

function clean(value: unknown): unknown {
  return typeof value === 'string' ? value.split('\n').map(withoutControls).join('\n') : value
}

/**
 * True when the host could not be reached at all. A stopped container answers through its engine
 * with an ordinary failure (rc 255), which says the same.
 */
export function isUnreachable(event: HostEvent): boolean {
  if (event.status === 'unreachable') return true
  return (
    event.rc === 255 && /container state improper|is not running/.test(event.module_stderr ?? '')
  )
}
