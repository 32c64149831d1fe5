import type { Finding } from './finding.ts'

/** The same rule with the same words, wherever it was broken: what a person reads as one thing. */
export interface FindingGroup extends Pick<Finding, 'tool' | 'level' | 'rule' | 'message'> {
  /** E.g. `terraform/main.tf:14`, each once, in the order of the findings. */
  readonly places: readonly string[]
}

/** Findings by rule and words; a group stands where its first finding stood. */
export function grouped(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, FindingGroup & { places: string[] }>()
  for (const { tool, level, rule, message, file, line } of findings) {
    const key = JSON.stringify([tool, level, rule, message])
    const group = groups.get(key) ?? { tool, level, rule, message, places: [] }
    groups.set(key, group)
    const place = file === null ? null : `${file}${line === null ? '' : `:${line}`}`
    if (place !== null && !group.places.includes(place)) group.places.push(place)
  }
  return [...groups.values()]
}
