import type { Step } from './step.ts'

/** Commits of these types stand under one heading of the notes and ask for one step. */
export interface Section {
  readonly title: string
  readonly types: readonly string[]
  readonly step: Step
}

/** What commits of one scope ask for instead of what their type asks; a break stays a break. */
export interface ScopeRule {
  readonly step?: Step | undefined
  /** Left out of the notes, unless it breaks. */
  readonly hidden?: boolean | undefined
}

/** The `release` section of opsctl.yaml. */
export interface ReleaseSettings {
  /** Stands before the version in a tag's name. */
  readonly tagPrefix: string
  /** The branch that releases are made from. */
  readonly branch: string
  /** In the order of the notes, after the breaks. A type in none of them is not shown, asks nothing. */
  readonly sections: readonly Section[]
  readonly scopes: Readonly<Record<string, ScopeRule>>
  /** Files that carry the version, relative to the project; null: the usual ones that exist. */
  readonly files: readonly string[] | null
  readonly changelog: string
}

/** Conventional Commits 1.0.0 names feat and fix; perf is a fix of what was too slow. */
export const usualSections: readonly Section[] = [
  { title: 'Features', types: ['feat'], step: 'minor' },
  { title: 'Fixes', types: ['fix'], step: 'patch' },
  { title: 'Performance', types: ['perf'], step: 'patch' },
]

/** What holds where nothing is configured. */
export const usualSettings: ReleaseSettings = {
  tagPrefix: 'v',
  branch: 'main',
  sections: usualSections,
  scopes: {},
  files: null,
  changelog: 'CHANGELOG.md',
}
