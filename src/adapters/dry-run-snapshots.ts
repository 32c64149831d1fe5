import type { Progress } from '../ports/progress.ts'
import { dryRunHost, type ScratchHostWriter } from '../ports/scratch-hosts.ts'
import { dryRunSnapshot, type SnapshotWriter } from '../ports/snapshots.ts'
import { dryRunVolume, type Volume, type VolumeWriter } from '../ports/volumes.ts'

/** What a dry run says instead of making it; the IDs of what is not there end in "dry-run". */
export function drySnapshotWriter(progress: Progress): SnapshotWriter {
  const say = sayer(progress)
  return {
    async create(volume, description, tags) {
      say(`make a snapshot of ${volume}: ${description}`)
      return {
        id: dryRunSnapshot,
        source: volume,
        startedAt: new Date(0).toISOString(),
        state: 'completed',
        progress: 100,
        sizeGib: 0,
        encrypted: true,
        owner: '',
        tags,
      }
    },
    tag: async (id, tags) => say(`tag ${id} with ${words(tags)}`),
    remove: async (id) => say(`delete ${id}`),
  }
}

export function dryVolumeWriter(progress: Progress): VolumeWriter {
  const say = sayer(progress)
  return {
    async create({ snapshot, like, tags }) {
      say(`make a volume of ${like.sizeGib} GiB (${like.type}) in ${like.zone} from ${snapshot}`)
      return { ...like, id: dryRunVolume, snapshot, tags, attachment: null } satisfies Volume
    },
    attach: async (id, { instance, device }) => say(`attach ${id} to ${instance} as ${device}`),
    detach: async (id) => say(`detach ${id}`),
    tag: async (id, tags) => say(`tag ${id} with ${words(tags)}`),
    untag: async (id, keys) => say(`take the tags ${keys.join(', ')} off ${id}`),
    remove: async (id) => say(`delete ${id}`),
  }
}

export function dryScratchHostWriter(progress: Progress): ScratchHostWriter {
  const say = sayer(progress)
  return {
    async start(like) {
      say(`start a scratch host like ${like}`)
      return { id: dryRunHost, state: 'running', address: null }
    },
    terminate: async (id) => say(`terminate ${id}`),
  }
}

export function sayer(progress: Progress) {
  return (what: string) => progress.note(`would ${what}`)
}

export function words(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}
