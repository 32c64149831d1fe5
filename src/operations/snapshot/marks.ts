import type { Tags } from '../../domain/snapshot/tags.ts'
import type { Facts, Running } from '../../engine/step.ts'

/** What tells the volume or instance that serves from others, as facts: the tags that Terraform wrote. */
export function marksOf({ tags }: { readonly tags: Tags }): Facts {
  const own = Object.entries(tags).filter(([key]) => !/^(aws|opsctl):/.test(key))
  return { tags: Object.fromEntries(own) }
}

/** The marks that were noted when the operation began. */
export function notedMarks(at: Pick<Running, 'facts'>): Tags {
  return at.facts['tags'] as Tags
}

/**
 * What must be taken off again: the one that serves looks exactly as Terraform wrote it, or the next
 * plan would change its tags.
 */
export function foreignKeys(found: Tags, noted: Tags): readonly string[] {
  return Object.keys(found).filter((key) => !key.startsWith('aws:') && !(key in noted))
}
