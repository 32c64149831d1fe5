import type { DatabaseWriter } from '../ports/databases.ts'
import type { Progress } from '../ports/progress.ts'
import { dryRunSnapshot } from '../ports/snapshots.ts'
import { sayer, words } from './dry-run-snapshots.ts'

/** What a dry run says instead of doing it to RDS. */
export function dryDatabaseWriter(progress: Progress): DatabaseWriter {
  const say = sayer(progress)
  return {
    async snapshot(database, name, tags) {
      say(`make the snapshot ${name} of the RDS instance ${database}`)
      const startedAt = new Date(0).toISOString()
      const rest = { progress: 100, sizeGib: 0, encrypted: true, owner: '' }
      return { id: dryRunSnapshot, source: database, startedAt, state: 'completed', tags, ...rest }
    },
    async restore({ name, from, settings }) {
      const what = 'snapshot' in from ? from.snapshot : `${from.database} as of ${from.at}`
      say(`make the RDS instance ${name} (${settings.instanceClass}) from ${what}`)
      return 'said'
    },
    async rename(from, to) {
      say(`rename the RDS instance ${from} to ${to}`)
      return 'said'
    },
    protect: async (name, on) => say(`turn deletion protection of ${name} ${on ? 'on' : 'off'}`),
    tag: async ({ name }, tags) => say(`tag ${name} with ${words(tags)}`),
    untag: async ({ name }, keys) => say(`take the tags ${keys.join(', ')} off ${name}`),
    remove: async (name) => say(`delete the RDS instance ${name}`),
  }
}
