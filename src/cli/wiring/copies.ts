import type { AwsAccess } from '../../adapters/aws-access.ts'
import { awsDatabaseReader } from '../../adapters/aws-rds-instances.ts'
import { awsVolumeReader } from '../../adapters/aws-volumes.ts'
import { everySnapshotReader } from '../../adapters/every-snapshot.ts'
import type { Environment } from '../../config/environment.ts'
import type { LoadedConfig } from '../../config/load.ts'
import { durationSeconds } from '../../domain/duration.ts'
import type { Snapshot } from '../../domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { DatabaseCopies } from '../../operations/deploy/context.ts'
import type { Copies } from '../../operations/infra/context.ts'
import type { Workplace } from './workplace.ts'

/** What of an environment's place leads to its copies. */
interface Place {
  readonly aws: AwsAccess
  readonly environment: Environment
  readonly loaded: LoadedConfig
  readonly workplace: Pick<Workplace, 'clock'>
}

/** The copies of the environment's data, for a plan that loses some. */
export function copiesOf(place: Place): Copies {
  return {
    list: () => listed(place),
    now: () => place.workplace.clock.now(),
    maxAgeSeconds: durationSeconds(place.loaded.config.snapshots.maxAge),
  }
}

/** The volumes or RDS instances that the database lives on, and their copies. */
export function databaseCopies(place: Place): DatabaseCopies {
  return {
    holders: async () => {
      const wanted = { ...own(place), DataOf: 'postgres' }
      const readers = [awsVolumeReader(place.aws), awsDatabaseReader(place.aws)]
      const found = (await Promise.all(readers.map((one) => one.tagged(wanted)))).flat()
      const live = found.filter((one) => !(snapshotTags.setAside in one.tags))
      return live.map((one) => one.id)
    },
    list: () => listed(place),
    maxAgeSeconds: durationSeconds(place.loaded.config.snapshots.maxAge),
  }
}

async function listed(place: Place): Promise<readonly Snapshot[]> {
  const found: Snapshot[] = []
  for await (const page of everySnapshotReader(place.aws).pages({ tags: own(place) }))
    found.push(...page)
  return found
}

/** The tags that Terraform writes on all that is the environment's. */
function own({ environment }: Pick<Place, 'environment'>) {
  return { Project: environment.project, Environment: environment.name }
}
