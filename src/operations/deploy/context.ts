import type { Environment } from '../../config/environment.ts'
import type { Freeze } from '../../domain/deployment/freeze.ts'
import type { Release } from '../../domain/deployment/release.ts'
import type { Stack } from '../../domain/deployment/stack.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Snapshot } from '../../domain/snapshot/snapshot.ts'
import type { BalancerReader, BalancerWriter } from '../../ports/balancer.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Documents } from '../../ports/documents.ts'
import type { FleetReader, FleetWriter } from '../../ports/fleet.ts'
import type { Gate } from '../../ports/gate.ts'
import type { ImageRegistry } from '../../ports/image-registry.ts'
import type { Prompt } from '../../ports/prompt.ts'
import type { ConfigContext } from '../config/context.ts'

/** The release that is to serve. */
export interface Goal {
  /** `repository@sha256:…`, as the hosts reach it. */
  readonly image: string
  readonly version: string
  /** Names of the migrations that the image carries. */
  readonly migrations: readonly string[]
}

/** How a deployment waits; all in seconds. */
export interface Patience {
  /** How long each weight is judged. */
  readonly bake: number
  /** How long an undecided gate, or a person's hold, may last before everything goes back. */
  readonly hold: number
  /** How long the old colour stays ready after all traffic has left it. */
  readonly warm: number
  /** How long new hosts may take to appear. */
  readonly hosts: number
  /** How long their targets may take to become healthy. */
  readonly health: number
}

/** What is journaled of a deployment, so that `resume` builds the same steps. */
export interface DeployInput {
  readonly stack: Stack
  readonly goal: Goal
  readonly strategy: 'blue-green' | 'canary' | 'rolling'
  /** The candidate's shares in percent, one after the other; the last is 100. */
  readonly weights: readonly number[]
  readonly patience: Patience
  /** The old hosts stay until the next deployment: a rollback then moves the traffic at once. */
  readonly keepOld: boolean
  /** The person accepts migrations after which the old release does not work. */
  readonly allowContract: boolean
  /** Deploy even what serves already. */
  readonly again: boolean
  /** Why a freeze does not count this time; null when nobody said so. */
  readonly overrideFreeze: string | null
  /** Hash of the plan that somebody approved; null: the person is asked. */
  readonly approved: string | null
  /** The person accepts a migration of which no verified snapshot leads back. */
  readonly withoutSnapshot: boolean
}

/** All that deploy and rollback need of the world. */
export interface DeployContext {
  readonly environment: Environment
  readonly stack: Stack
  readonly goal: Goal
  readonly patience: Patience
  readonly balancer: BalancerReader & BalancerWriter
  readonly fleet: FleetReader & FleetWriter
  readonly images: ImageRegistry
  readonly gates: readonly Gate[]
  readonly freezes: readonly Freeze[]
  readonly documents: Documents
  /** The proven copies of the database, for a deployment that migrates it. */
  readonly copies: DatabaseCopies
  readonly clock: Clock
  readonly prompt: Prompt
  /** Ansible on these hosts alone, with these variables beside the stack's. */
  ansible(run: AnsibleRun): ConfigContext
  /** Commit of the project; null outside of a repository. Asked of git: not in a rollback's way. */
  commit(): Promise<string | null>
  /** The operation's own ID, by which requests of other terminals find it. */
  readonly operation: string
  /** Tells a person something before a question is asked. */
  show(text: string): void
}

/** What the database lives on, and what was copied of it. */
export interface DatabaseCopies {
  /** IDs of what holds its data now, `vol-…`. */
  holders(): Promise<readonly string[]>
  list(): Promise<readonly Snapshot[]>
  /** A copy is recent enough up to this age. */
  readonly maxAgeSeconds: number
}

export interface AnsibleRun {
  /** Null: the project's own playbook. */
  readonly playbook: string | null
  readonly hosts: readonly string[]
  readonly variables: JsonObject
}

/** What is journaled of a rollback. */
export interface RollbackInput {
  readonly stack: Stack
  readonly target: Release
  /** What the last good deployment made; null when there was none. */
  readonly current: Release | null
  readonly takesBack: string | null
  readonly patience: Patience
}
