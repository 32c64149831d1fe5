import type { SnapshotNeeds } from '../ports/snapshots.ts'
import type { AwsAccess } from './aws-access.ts'
import { lazyRds } from './rds-client.ts'

/**
 * Exports to S3 that are under way read from their snapshot. A restore does not say from which one
 * it comes; those of opsctl stand in the ledger.
 */
export function rdsSnapshotNeeds(access: AwsAccess): SnapshotNeeds {
  const rds = lazyRds(access)
  return {
    async read() {
      const needed = new Map<string, string[]>()
      try {
        const { sdk, client } = await rds()
        for await (const page of sdk.paginateDescribeExportTasks({ client }, {})) {
          for (const { SourceArn = '', Status = '', ExportTaskIdentifier } of page.ExportTasks ??
            []) {
            if (/^(complete|failed|canceled)$/i.test(Status)) continue
            const name = SourceArn.split(':snapshot:')[1] ?? ''
            needed.set(name, [...(needed.get(name) ?? []), `export ${ExportTaskIdentifier}`])
          }
        }
        return { needed, unread: [] }
      } catch (error) {
        const why = error instanceof Error ? error.name : String(error)
        return { needed, unread: [`the exports of RDS (${why})`] }
      }
    },
  }
}
