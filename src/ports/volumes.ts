import type { Tags } from '../domain/snapshot/tags.ts'

/** One EBS volume. */
export interface Volume {
  readonly id: string
  readonly zone: string
  readonly sizeGib: number
  /** `gp3`, `io2`, … */
  readonly type: string
  readonly iops: number | null
  /** MiB/s; null for types that have none. */
  readonly throughput: number | null
  readonly encrypted: boolean
  readonly kmsKey: string | null
  /** `creating`, `available`, `in-use`, `deleting`, `error`. */
  readonly state: string
  /** The snapshot that it was made from. */
  readonly snapshot: string | null
  readonly attachment: Attachment | null
  readonly tags: Tags
}

export interface Attachment {
  readonly instance: string
  /** `/dev/sdf` */
  readonly device: string
  /** `attaching`, `attached`, `detaching`, `busy`. */
  readonly state: string
}

export interface VolumeReader {
  find(id: string): Promise<Volume | null>
  /** All volumes with these tags, in the order of their IDs; those being deleted are left out. */
  tagged(tags: Tags): Promise<readonly Volume[]>
}

export interface NewVolume {
  readonly snapshot: string
  /** The volume whose zone, type, size and key the new one gets. */
  readonly like: Volume
  readonly tags: Tags
  /** Same token, same volume (EC2: "Ensuring idempotency"). */
  readonly token: string
}

export interface VolumeWriter {
  create(wanted: NewVolume): Promise<Volume>
  attach(id: string, to: { readonly instance: string; readonly device: string }): Promise<void>
  detach(id: string, from: Pick<Attachment, 'instance' | 'device'>): Promise<void>
  tag(id: string, tags: Tags): Promise<void>
  untag(id: string, keys: readonly string[]): Promise<void>
  /** Harmless when it is gone already. */
  remove(id: string): Promise<void>
}

/** The volume that a dry run did not make; nobody waits for it. */
export const dryRunVolume = 'vol-dry-run'
