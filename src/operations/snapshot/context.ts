import type { Environment } from '../../config/environment.ts'
import type { SnapshotSettings } from '../../config/snapshot-schema.ts'
import type { PrunePlan } from '../../domain/retention/prune-plan.ts'
import type { Realm } from '../../domain/snapshot/snapshot.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DatabaseReader, DatabaseWriter } from '../../ports/databases.ts'
import type { Documents } from '../../ports/documents.ts'
import type { IdentityReader } from '../../ports/identity.ts'
import type { Prompt } from '../../ports/prompt.ts'
import type { ScratchHostReader, ScratchHostWriter } from '../../ports/scratch-hosts.ts'
import type { SnapshotNeeds, SnapshotReader, SnapshotWriter } from '../../ports/snapshots.ts'
import type { VolumeReader, VolumeWriter } from '../../ports/volumes.ts'
import type { ConfigContext } from '../config/context.ts'
import type { InfraContext } from '../infra/context.ts'

/** All that the snapshot operations need of the world. */
export interface SnapshotContext {
  readonly clock: Clock
  readonly prompt: Prompt
  readonly identity: IdentityReader
  readonly documents: Documents
  readonly environment: Environment
  readonly settings: SnapshotSettings
  readonly reader: SnapshotReader
  readonly writer: SnapshotWriter
  readonly needs: SnapshotNeeds
  readonly volumes: VolumeReader
  readonly volumeWriter: VolumeWriter
  readonly databases: DatabaseReader
  readonly databaseWriter: DatabaseWriter
  readonly hosts: ScratchHostReader
  readonly hostWriter: ScratchHostWriter
  /** Built when a playbook runs: a listing needs neither Ansible nor Terraform. */
  config(): Promise<ConfigContext>
  infra(): Promise<InfraContext>
  /** The operation's ID. */
  readonly operation: string
  /** The project's version and commit. */
  readonly version: string
  readonly commit: string | null
  /** What the person asked for. */
  readonly input: SnapshotInput
  /** Shows the table of a prune before the question. */
  showPrune(decisions: PrunePlan, seconds: number): void
  /** One line for the person, outside of any step. */
  note(line: string): void
}

/** What a snapshot operation is journaled with. */
export interface SnapshotInput {
  /**
   * A snapshot; for a swap back the volume or RDS instance that an earlier swap set aside; with `at`
   * an RDS instance.
   */
  readonly id?: string
  /** ISO 8601, UTC: the moment to which an RDS instance is restored. */
  readonly at?: string
  readonly latest?: boolean
  /** Selector of volumes and RDS instances. */
  readonly of?: string
  readonly swap?: boolean
  readonly allowExposed?: boolean
  /** The image to hold against the copy, by digest. */
  readonly image?: string
  readonly waitMinutes?: number
}

export function realmOf(c: Pick<SnapshotContext, 'environment'>): Realm {
  const { project, name, account } = c.environment
  return { project, environment: name, account }
}

/** The tags by which AWS finds what belongs to the environment. */
export function ownTags(c: Pick<SnapshotContext, 'environment'>) {
  return { Project: c.environment.project, Environment: c.environment.name }
}
