import type { ChangeJson } from './plan-json.ts'

/** One attribute that changes, as texts that may be shown: sensitive values are masked. */
export interface AttributeChange {
  /** E.g. `tags.Name` or `ingress.0.cidr_blocks`. */
  readonly path: string
  /** JSON text, `(sensitive)`, or null when there was no value. */
  readonly before: string | null
  /** JSON text, `(sensitive)`, `(known after apply)`, or null when there will be no value. */
  readonly after: string | null
  /** A change here makes Terraform replace the resource. */
  readonly forces: boolean
}

export interface AttributeChanges {
  readonly attributes: readonly AttributeChange[]
  /** How many more there are than are listed. */
  readonly omitted: number
  /** Nothing changes but empty values: what a provider's upgrade makes of a default. */
  readonly noise: boolean
}

export const sensitiveText = '(sensitive)'
export const unknownText = '(known after apply)'

/** More than so many attributes of one resource are counted and not listed. */
const listed = 60
/** A longer value is cut; its length is told. */
const longest = 300
/** Deeper values are compared as a whole: nothing that a person reads is nested like that. */
const deepest = 16

interface Level {
  readonly before: unknown
  readonly after: unknown
  readonly unknown: unknown
  readonly wasSensitive: unknown
  readonly isSensitive: unknown
}

/** What differs between before and after, attribute by attribute. `forcing` are dotted paths. */
export function attributeChanges(change: ChangeJson, forcing: readonly string[]): AttributeChanges {
  const found: AttributeChange[] = []
  let omitted = 0
  let noise = true
  const leaf = (at: Level, path: string) => {
    if (!isNoise(at)) noise = false
    if (found.length === listed) {
      omitted += 1
      return
    }
    found.push({
      path,
      before: textOf(at.before, at.wasSensitive, false),
      after: textOf(at.after, at.isSensitive, at.unknown),
      forces: forcing.some((one) => path === one || path.startsWith(`${one}.`)),
    })
  }
  const walk = (at: Level, path: string, depth: number) => {
    const marked = at.unknown === true || at.wasSensitive === true || at.isSensitive === true
    const keys = marked || depth === deepest ? null : keysOf(at)
    if (keys === null) {
      if (at.unknown === true || !same(at.before, at.after)) leaf(at, path)
      return
    }
    for (const key of keys) walk(inner(at, key), path === '' ? key : `${path}.${key}`, depth + 1)
  }
  walk(
    {
      before: change.before ?? null,
      after: change.after ?? null,
      unknown: change.after_unknown,
      wasSensitive: change.before_sensitive,
      isSensitive: change.after_sensitive,
    },
    '',
    0,
  )
  return { attributes: found, omitted, noise: noise && found.length > 0 }
}

/** A value as a text that may be shown, masked by its marks; null for none. */
export function textOf(value: unknown, sensitive: unknown, unknown: unknown): string | null {
  if (sensitive === true) return value === null || value === undefined ? null : sensitiveText
  if (unknown === true) return unknownText
  if (value === null || value === undefined) return null
  const text = jsonText(masked(value, sensitive, unknown, 0))
  if (text.length <= longest) return text
  return `${text.slice(0, longest).toWellFormed()}… (${text.length} characters)`
}

/** Two containers of a kind are compared member by member; anything else as a whole. */
function keysOf({ before, after, unknown }: Level): readonly string[] | null {
  if (typeof before !== 'object' || typeof after !== 'object') return null
  if (before === null || after === null || Array.isArray(before) !== Array.isArray(after)) {
    return null
  }
  const more = typeof unknown === 'object' && unknown !== null ? Object.keys(unknown) : []
  return [...new Set([...Object.keys(before), ...Object.keys(after), ...more])]
}

function inner(at: Level, key: string): Level {
  return {
    before: member(at.before, key),
    after: member(at.after, key),
    unknown: member(at.unknown, key),
    wasSensitive: member(at.wasSensitive, key),
    isSensitive: member(at.isSensitive, key),
  }
}

/** Own members only: a key may be called `constructor` or `__proto__`. */
function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string, unknown>)[key]
}

function isNoise({ before, after, unknown, wasSensitive, isSensitive }: Level): boolean {
  if (wasSensitive === true || isSensitive === true) return false
  return isNothing(before) && (unknown === true || isNothing(after))
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false || value === 0) {
    return true
  }
  return typeof value === 'object' && Object.keys(value).length === 0
}

function masked(value: unknown, sensitive: unknown, unknown: unknown, depth: number): unknown {
  if (sensitive === true) return sensitiveText
  if (unknown === true) return unknownText
  if (typeof value !== 'object' || value === null) return value
  if (depth === deepest) return '…'
  const part = (key: string) =>
    masked(member(value, key), member(sensitive, key), member(unknown, key), depth + 1)
  if (Array.isArray(value)) return value.map((_, index) => part(String(index)))
  return Object.fromEntries(Object.keys(value).map((key) => [key, part(key)]))
}

function same(a: unknown, b: unknown): boolean {
  return a === b || jsonText(a ?? null) === jsonText(b ?? null)
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    // Nested beyond what the stack holds: never the same as anything, and not shown.
    return '…'
  }
}
