import type { ReadCommit } from './commit-grammar.ts'
import type { ReleaseSettings, ScopeRule } from './settings.ts'
import type { Step } from './step.ts'

/** What a commit asks for, and the heading under which it is told; null: it is not told. */
export interface Class {
  readonly step: Step
  readonly heading: string | null
}

export const breakingHeading = 'Breaking changes'
export const revertsHeading = 'Reverts'

/** Judges commits by the configured sections and scopes. A break is a break whatever else is said. */
export function classifier(settings: ReleaseSettings): (commit: ReadCommit) => Class {
  const types = new Map<string, Class>([['revert', { step: 'patch', heading: revertsHeading }]])
  for (const { title, types: names, step } of settings.sections) {
    for (const name of names) types.set(name.toLowerCase(), { step, heading: title })
  }
  const scopes = new Map<string, ScopeRule>(Object.entries(settings.scopes))
  return (commit) => {
    if (commit.breaking) return { step: 'major', heading: breakingHeading }
    const byType = types.get(commit.type) ?? { step: 'none', heading: null }
    const rule = commit.scope === '' ? undefined : scopes.get(commit.scope)
    if (rule === undefined) return byType
    return { step: rule.step ?? byType.step, heading: rule.hidden ? null : byType.heading }
  }
}

/** All headings in the order of the notes. */
export function headings(settings: ReleaseSettings): readonly string[] {
  const titles = settings.sections.map((section) => section.title)
  return [...new Set([breakingHeading, ...titles, revertsHeading])]
}
