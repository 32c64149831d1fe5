import { type HostFacts, type RunOutcome, runOutcome } from '../../domain/config-run/outcome.ts'
import type { JsonObject } from '../../domain/json.ts'
import { noHost, toolFailed, toolTooOld } from '../../errors/index.ts'
import type { DurableRun, RunOptions } from '../../ports/exec.ts'
import { playbook } from '../../tools/ansible/commands.ts'
import {
  type AnsibleEvent,
  type HostEvent,
  isUnreachable,
  parseEvent,
} from '../../tools/ansible/events.ts'
import { configurationOf } from './configuration.ts'
import type { ConfigContext } from './context.ts'

export interface PlaybookRun {
  readonly check: boolean
  /** Absolute folder for the file of variables, which is removed at the end. */
  readonly folder: string
  readonly durable?: DurableRun
  news(line: string): void
  /** Hears of each task on each host as well. */
  onHost?(event: HostEvent): void
}

export interface PlaybookEnd extends RunOutcome {
  /** What the playbook told of each host with set_stats; foreign text. */
  readonly told: Readonly<Record<string, JsonObject>>
}

/**
 * Runs the playbook once and tells what became of each host.
 * @throws OpsctlError NO_HOST when no host matched, TOOL_TOO_OLD, TOOL_FAILED when Ansible failed before any host.
 */
export async function runPlaybook(c: ConfigContext, run: PlaybookRun): Promise<PlaybookEnd> {
  const varsFile = `${run.folder}/variables.json`
  const variables = await c.variables()
  const handed = { ...variables, configuration_hash: await configurationOf(c, variables) }
  await c.files.write(varsFile, JSON.stringify(handed), 0o600)
  const heard = hear(run.news, run.onHost)
  const options: RunOptions = {
    onLine: heard.onLine,
    ...(run.durable === undefined ? {} : { durable: run.durable }),
  }
  const line = playbook(c.ansible, {
    playbook: c.playbook,
    varsFile,
    check: run.check,
    only: c.only,
    spared: c.spared,
    extra: c.extra,
  })
  const ended = await c.exec.run(line, options)
  await c.files.remove(varsFile)
  if (ended.skipped === true) return { hosts: [], good: true, changed: false, told: {} }
  return heard.outcome(ended.exitCode, c.environment.name)
}

/** Listens to a run: news for the person, and the facts of each host for the end. */
export function hear(news: (line: string) => void, everyHost?: (event: HostEvent) => void) {
  const troubles = new Map<string, string>()
  const unreachable = new Set<string>()
  const words: string[] = []
  let stats: Extract<AnsibleEvent, { event: 'stats' }> | null = null
  let old: Extract<AnsibleEvent, { event: 'too_old' }> | null = null

  /** Of a task with a loop Ansible tells at its end only that an item failed. */
  const items = new Map<string, string>()

  const onHost = (event: HostEvent) => {
    everyHost?.(event)
    const task = `${event.host} ${event.task}`
    const itsWords = event.message || event.module_stderr || ''
    if (event.status === 'item_failed') {
      if (!items.has(task)) items.set(task, itsWords)
      return
    }
    const lost = isUnreachable(event)
    if (lost) unreachable.add(event.host)
    if (lost || (event.status === 'failed' && event.ignored !== true)) {
      const said = items.get(task) || itsWords || 'failed'
      const trouble = `${event.task}: ${oneLine(said)}`
      if (!troubles.has(event.host)) troubles.set(event.host, trouble)
      news(`${event.host}: ${lost ? 'UNREACHABLE' : 'FAILED'} at ${trouble}`)
    } else if (event.status === 'changed') news(`${event.host}: changed by ${event.task}`)
    items.delete(task)
  }

  const onLine = (line: string, stream: 'stdout' | 'stderr') => {
    const event = stream === 'stdout' ? parseEvent(line) : null
    if (event === null) {
      if (line.trim() !== '') words.push(line)
    } else if (event.event === 'host') onHost(event)
    else if (event.event === 'task') news(event.task)
    else if (event.event === 'play') news(`${event.play} (${event.hosts.length} hosts)`)
    else if (event.event === 'stats') stats = event
    else if (event.event === 'too_old') old = event
  }

  const outcome = (exitCode: number | null, environment: string): PlaybookEnd => {
    if (old !== null) throw ansibleTooOld(old)
    const local = troubles.get('localhost')
    if (stats === null || local !== undefined) {
      throw toolFailed(
        'ansible-playbook',
        `failed (exit ${exitCode}):\n${local ?? tail(words)}`,
        'No host was configured.',
        ['mend the cause, then run it again'],
      )
    }
    const facts = factsOf(stats, unreachable, troubles)
    if (Object.keys(facts).length === 0) throw noHost(environment)
    const result = runOutcome(facts)
    // Ansible says that it failed and no host did: never call that a success.
    if (exitCode !== 0 && result.good) {
      throw toolFailed(
        'ansible-playbook',
        `failed (exit ${exitCode}):\n${tail(words)}`,
        'Hosts may be half configured.',
        ['read the words above, then run it again: it is idempotent'],
      )
    }
    return { ...result, told: stats.told ?? {} }
  }
  return { onLine, outcome }
}

function ansibleTooOld({ found, needed }: { readonly found: string; readonly needed: string }) {
  const fix = 'pip install -r ansible/requirements.txt'
  return toolTooOld('ansible-core', found, `${needed} or later`, fix)
}

function factsOf(
  stats: Extract<AnsibleEvent, { event: 'stats' }>,
  unreachable: ReadonlySet<string>,
  troubles: ReadonlyMap<string, string>,
): Record<string, HostFacts> {
  const facts: Record<string, HostFacts> = {}
  for (const host of new Set([...Object.keys(stats.hosts), ...Object.keys(stats.unfinished)])) {
    if (host === 'localhost') continue
    const counts = stats.hosts[host]
    facts[host] = {
      ok: counts?.ok ?? 0,
      changed: counts?.changed ?? 0,
      failures: counts?.failures ?? 0,
      unreachable: unreachable.has(host) || (counts?.unreachable ?? 0) > 0,
      unfinished: host in stats.unfinished,
      trouble: troubles.get(host) ?? null,
    }
  }
  return facts
}

/** The bar keeps a line from being a command to GitHub's runner, which reads `::` at its start. */
function tail(words: readonly string[]): string {
  return words
    .slice(-20)
    .map((line) => `| ${line}`)
    .join('\n')
}

/** For a row of a table, and for a line of news. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' / ').trim()
}
