import { columns } from './columns.ts'

/** What the view needs of a scenario that ran. */
export interface ShownScenario {
  readonly role: string
  readonly scenario: string
  readonly passed: boolean
  readonly seconds: number
  readonly words: readonly string[]
}

/** Molecule's last words on each that failed, then a row for each. */
export function scenariosText(ends: readonly ShownScenario[]): string {
  const failed = ends.filter((end) => !end.passed)
  const words = failed.flatMap((end) => [`${end.role}/${end.scenario}:`, ...end.words, ''])
  const rows = ends.map((end) => [
    end.role,
    end.scenario,
    end.passed ? 'passed' : 'FAILED',
    `${end.seconds.toFixed(0)} s`,
  ])
  const table = columns([['ROLE', 'SCENARIO', 'RESULT', 'TIME'], ...rows])
  const sum = `${ends.length - failed.length} passed, ${failed.length} failed\n`
  return `${words.map((line) => `${line}\n`).join('')}${table}\n${sum}`
}
