import { type RuleId, rules } from './rules.ts'

/** One breach of one rule. Every text in it is safe to show: foreign text went through `excerpt`. */
export interface RuleFinding {
  readonly rule: RuleId
  /** `branch`, `message`, or `commit` with its short hash. */
  readonly where: string
  /** Line of the message, from 1; null for a branch. */
  readonly line: number | null
  /** What stands there. */
  readonly found: string
  /** The rule, as a sentence. */
  readonly says: string
  /** Something in its place that would pass. */
  readonly example: string
}

/** What is being judged, as findings name it. */
export interface Place {
  readonly where: string
  readonly line: number | null
}

/** A finding with the rule's own words; `example` where the text itself suggests a better one. */
export function finding(rule: RuleId, place: Place, found: string, example?: string): RuleFinding {
  const { says, example: usual } = rules[rule]
  return { rule, ...place, found: excerpt(found), says, example: excerpt(example ?? usual) }
}

const longestExcerpt = 72

// Controls, line separators, bidirectional overrides, and what has no width at all.
const invisible = /[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g

/**
 * Foreign text on one line, cut, with everything that steers a terminal or is not seen written as its
 * number. `##[` begins a workflow command wherever it stands in a line (actions/runner, the older form).
 */
export function excerpt(text: string): string {
  const cut = text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text
  return cut
    .replace(invisible, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll('##[', '## [')
}

/** Whether a text holds what `excerpt` would write as a number; tabs are fine. */
export function hasInvisible(text: string): boolean {
  invisible.lastIndex = 0
  for (let found = invisible.exec(text); found; found = invisible.exec(text)) {
    if (found[0] !== '\t') return true
  }
  return false
}
