import { join } from 'node:path'
import { awsDatabaseReader, awsDatabaseWriter } from '../../adapters/aws-rds-instances.ts'
import { awsScratchHostReader, awsScratchHostWriter } from '../../adapters/aws-scratch-hosts.ts'
import { awsSnapshotPolicies } from '../../adapters/aws-snapshot-policies.ts'
import { awsVolumeReader, awsVolumeWriter } from '../../adapters/aws-volumes.ts'
import { dryDatabaseWriter } from '../../adapters/dry-run-databases.ts'
import {
  dryScratchHostWriter,
  drySnapshotWriter,
  dryVolumeWriter,
} from '../../adapters/dry-run-snapshots.ts'
import {
  everySnapshotNeeds,
  everySnapshotReader,
  everySnapshotWriter,
} from '../../adapters/every-snapshot.ts'
import { headCommit } from '../../adapters/git-commit.ts'
import { stsIdentity } from '../../adapters/sts-identity.ts'
import { broughtImage } from '../../domain/deployment/brought-image.ts'
import type { JsonObject } from '../../domain/json.ts'
import { listHistory } from '../../operations/history/list.ts'
import type { SnapshotContext, SnapshotInput } from '../../operations/snapshot/context.ts'
import type { SnapshotPolicyReader } from '../../ports/snapshot-policies.ts'
import { pruneText } from '../../ui/snapshot-prune-view.ts'
import { configContext } from './config-context.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'
import { infraContext } from './infra-context.ts'
import { recordsOf } from './records.ts'

/** What the snapshot operations need, for this environment; `input` is what was journaled. */
export async function snapshotContext(
  place: EnvironmentPlace,
  operation: string,
  input: JsonObject,
): Promise<SnapshotContext> {
  const { workplace, loaded, environment, aws } = place
  const { progress, call } = workplace
  const dry = call.flags['dry-run'] === true
  const version = await workplace.files.read(join(loaded.project, 'VERSION'))
  return {
    clock: workplace.clock,
    prompt: workplace.prompt,
    identity: stsIdentity(aws),
    documents: documentsOf(place),
    environment,
    settings: loaded.config.snapshots,
    reader: everySnapshotReader(aws),
    writer: dry ? drySnapshotWriter(progress) : everySnapshotWriter(aws),
    needs: everySnapshotNeeds(aws),
    volumes: awsVolumeReader(aws),
    volumeWriter: dry ? dryVolumeWriter(progress) : awsVolumeWriter(aws),
    databases: awsDatabaseReader(aws),
    databaseWriter: dry ? dryDatabaseWriter(progress) : awsDatabaseWriter(aws),
    hosts: awsScratchHostReader(aws),
    hostWriter: dry ? dryScratchHostWriter(progress) : awsScratchHostWriter(aws),
    config: () => configContext(place, input),
    infra: () => infraContext(place, []),
    operation,
    version: (version ?? '0.0.0').trim(),
    commit: await headCommit(loaded.project),
    input: input as SnapshotInput,
    showPrune: (decisions, seconds) =>
      progress.note(pruneText(decisions, seconds, call.paint, call.terminal.widthErr)),
    note: (line) => progress.note(line),
  }
}

/** For what only looks: no operation, no input. */
export function snapshotLook(place: EnvironmentPlace): Promise<SnapshotContext> {
  return snapshotContext(place, '', {})
}

/** What copies by itself in the environment's account. */
export function snapshotPolicies(place: EnvironmentPlace): SnapshotPolicyReader {
  return awsSnapshotPolicies(place.aws)
}

/** The image that the environment runs, as the ledger knows it: the service that judges a copy. */
export async function lastImage(place: EnvironmentPlace): Promise<JsonObject> {
  const query = { environment: place.environment.name, limit: 50 }
  const entries = await listHistory(query, { documents: recordsOf(place) })
  const found = broughtImage(entries)
  return found === undefined ? {} : { image: found.facts['image'] ?? null }
}
