import type { Tags } from './tags.ts'

/** A volume or database that a policy may copy. */
export interface Holder {
  /** `vol-…`, or the name of an RDS instance. */
  readonly id: string
  readonly kind: 'volume' | 'database'
  readonly arn: string
  readonly tags: Tags
}

/** A plan of AWS Backup or a policy of DLM. */
export interface Policy {
  readonly by: 'AWS Backup' | 'DLM'
  readonly name: string
  /** Why it copies nothing at all; null when it is at work. */
  readonly idle: string | null
  readonly selections: readonly Selection[]
}

/**
 * What a policy takes: what one of `arns` or one of `anyTag` names (everything when both are empty),
 * if it meets all of `allTags` and none of `notArns`. That is how AWS Backup combines them (developer
 * guide, "Assign resources with AWS CLI", and re:Post, "backup-assign-resources"); DLM has `anyTag` alone.
 */
export interface Selection {
  /** `*` stands for any characters, as in all patterns here. */
  readonly arns: readonly string[]
  readonly notArns: readonly string[]
  readonly anyTag: readonly TagRule[]
  readonly allTags: readonly TagRule[]
  /** Kinds that the account lets AWS Backup find by itself; what an ARN names by type needs no leave. */
  readonly optedIn: readonly Holder['kind'][]
}

export interface TagRule {
  readonly key: string
  readonly value: string
  readonly how: 'equals' | 'not-equals' | 'like' | 'not-like'
}

/** The policies at work that copy this one, by name. */
export function coveredBy(holder: Holder, policies: readonly Policy[]): readonly string[] {
  return policies
    .filter((one) => one.idle === null && one.selections.some((so) => selects(so, holder)))
    .map((one) => `${one.by} ${one.name}`)
}

function selects(selection: Selection, holder: Holder): boolean {
  const { arns, notArns, anyTag, allTags, optedIn } = selection
  const named = arns.filter((pattern) => isLike(holder.arn, pattern))
  const found =
    (arns.length === 0 && anyTag.length === 0) ||
    named.length > 0 ||
    anyTag.some((rule) => meets(holder.tags, rule))
  const allowed = named.some(namesType) || optedIn.includes(holder.kind)
  return (
    found &&
    allowed &&
    allTags.every((rule) => meets(holder.tags, rule)) &&
    !notArns.some((pattern) => isLike(holder.arn, pattern))
  )
}

/** `arn:aws:ec2:*:*:volume/*` does, `*` and `arn:aws:ec2:*` do not. */
function namesType(pattern: string): boolean {
  return /:(volume\/|db:)/.test(pattern)
}

/** A tag that is not there is not equal to anything, as in IAM's conditions. */
function meets(tags: Tags, { key, value, how }: TagRule): boolean {
  const found = tags[key]
  if (how === 'equals') return found === value
  if (how === 'not-equals') return found !== value
  const like = found !== undefined && isLike(found, value)
  return how === 'like' ? like : !like
}

/** Without a regular expression: a pattern of somebody else's must not be able to take for ever. */
function isLike(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return text === pattern
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length) return false
  const end = text.length - last.length
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return text.endsWith(last)
}
