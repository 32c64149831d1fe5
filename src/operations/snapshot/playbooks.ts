import type { Json, JsonObject } from '../../domain/json.ts'
import type { DatabaseFacts } from '../../domain/snapshot/tags.ts'
import { awaitLeftBehind, lastingExec } from '../../engine/index.ts'
import type { Running } from '../../engine/step.ts'
import { hostsFailed } from '../../errors/index.ts'
import { type PlaybookEnd, runPlaybook } from '../config/run-playbook.ts'
import type { SnapshotContext } from './context.ts'

/**
 * Runs one of the snapshot playbooks with variables of its own beside those of the environment.
 * @throws OpsctlError HOSTS_FAILED when a host did not come through
 */
async function run(
  c: SnapshotContext,
  at: Running,
  playbook: string,
  more: Readonly<Record<string, Json>>,
  only: readonly string[] = [],
): Promise<PlaybookEnd> {
  const config = await c.config()
  const name = playbook.replace(/\.yml$/, '')
  // It outlives this process; two on one host at once would spoil each other.
  await awaitLeftBehind(config.exec, at, name)
  const exec = lastingExec(config.exec, at.folder, name)
  const variables = async () => ({ ...(await config.variables()), ...more }) as never
  const end = await runPlaybook(
    { ...config, exec, playbook, variables, only, extra: [] },
    { check: false, folder: at.folder, news: at.news },
  )
  const failed = end.hosts.filter((host) => host.word !== 'ok' && host.word !== 'changed')
  if (failed.length > 0) {
    const lines = failed.map(({ host, word, trouble }) => `${host}  ${word}  ${trouble ?? ''}`)
    throw hostsFailed(
      c.environment.name,
      lines,
      failed.map((one) => one.host),
    )
  }
  return end
}

/** What the one host of a playbook told under `name`; null when there was none (a dry run). */
function told(end: PlaybookEnd, name: string): JsonObject | null {
  const [first] = Object.values(end.told)
  return (first?.[name] as JsonObject | undefined) ?? null
}

/** Has the database write down what it holds in memory, and tell where it stands. */
export async function settleDatabase(
  c: SnapshotContext,
  at: Running,
): Promise<DatabaseFacts | null> {
  const found = told(await run(c, at, 'snapshot_settle.yml', {}), 'database_settled')
  if (found === null) return null
  const { lsn = '', system = '', schema = '', tables = 0 } = found
  return {
    lsn: String(lsn),
    system: String(system),
    schema: String(schema),
    tables: Number(tables),
  }
}

/** A check that was made on a copy. */
export interface CopyCheck {
  readonly name: string
  readonly good: boolean
  readonly found: string
}

export interface CopyReport {
  readonly good: boolean
  readonly checks: readonly CopyCheck[]
  /** From the start of the server to its first answer; null when it never answered. */
  readonly startSeconds: number | null
}

/** Starts PostgreSQL, and then the service, on the copy that is attached to the scratch host. */
export async function judgeCopy(
  c: SnapshotContext,
  at: Running,
  host: string,
  expect: DatabaseFacts | null,
): Promise<CopyReport | null> {
  const { rows, queries, service } = c.settings.verify
  const variables = {
    copy_expect: expect as unknown as Json,
    copy_rows: rows,
    copy_queries: queries as unknown as Json,
    copy_service: service && c.input.image !== undefined,
  }
  const end = await run(c, at, 'snapshot_verify.yml', variables, [host])
  return told(end, 'copy_report') as unknown as CopyReport | null
}

/** Asks the scratch instance from the scratch host, and then starts the service on it. */
export async function judgeDatabase(
  c: SnapshotContext,
  at: Running,
  host: string,
  where: { readonly host: string; readonly port: number },
): Promise<CopyReport | null> {
  const { rows, queries, service } = c.settings.verify
  const variables = {
    copy_host: where.host,
    copy_port: where.port,
    copy_rows: rows,
    copy_queries: queries as unknown as Json,
    copy_service: service && c.input.image !== undefined,
  }
  const end = await run(c, at, 'snapshot_verify_database.yml', variables, [host])
  return told(end, 'copy_report') as unknown as CopyReport | null
}

/** Stops the service's database and lets go of its volume. */
export async function stopDatabase(c: SnapshotContext, at: Running): Promise<void> {
  await run(c, at, 'snapshot_swap.yml', { swap_stage: 'stop' })
}

/** Starts the database on the volume that is attached now and waits until the service is ready. */
export async function startDatabase(c: SnapshotContext, at: Running): Promise<void> {
  await run(c, at, 'snapshot_swap.yml', { swap_stage: 'start' })
}
