/** How far a commit, or all commits together, move a version. */
export type Step = 'none' | 'patch' | 'minor' | 'major'

export const steps: readonly Step[] = ['none', 'patch', 'minor', 'major']

/** The larger of two steps. */
export function larger(a: Step, b: Step): Step {
  return steps.indexOf(a) >= steps.indexOf(b) ? a : b
}
