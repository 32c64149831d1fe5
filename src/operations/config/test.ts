import { interrupted } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Exec } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import {
  type MoleculePlace,
  molecule,
  removeContainers,
  type Scenario,
  testContainers,
} from '../../tools/ansible/molecule.ts'

export interface TestContext {
  readonly exec: Exec
  readonly files: Files
  readonly clock: Clock
  readonly at: MoleculePlace
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal
  news(line: string): void
}

export interface ScenarioEnd extends Scenario {
  readonly passed: boolean
  readonly seconds: number
  /** Molecule's last words; empty when it passed. */
  readonly words: readonly string[]
}

/** All scenarios below roles/, by name. */
export async function scenariosIn(files: Files, dir: string): Promise<readonly Scenario[]> {
  const found: Scenario[] = []
  for (const role of await files.list(`${dir}/roles`)) {
    const folder = `${dir}/roles/${role}/molecule`
    if ((await files.stat(folder))?.kind !== 'folder') continue
    for (const scenario of await files.list(folder)) {
      const file = await files.stat(`${folder}/${scenario}/molecule.yml`)
      if (file?.kind === 'file') found.push({ role, scenario })
    }
  }
  return found
}

/**
 * Runs each scenario: create, converge, a second converge that may change nothing, verify, destroy.
 * Whatever happens, no host of it is left: an interrupt ends the scenario, and then its hosts go.
 * @throws OpsctlError INTERRUPTED
 */
export async function configTest(
  c: TestContext,
  scenarios: readonly Scenario[],
): Promise<readonly ScenarioEnd[]> {
  const ends: ScenarioEnd[] = []
  await sweep(c)
  try {
    for (const scenario of scenarios) {
      ends.push(await one(c, scenario))
      if (c.signal.aborted) throw interrupted('The hosts of the test were removed.', [])
    }
  } finally {
    await sweep(c)
  }
  return ends
}

async function one(c: TestContext, scenario: Scenario): Promise<ScenarioEnd> {
  const name = `${scenario.role}/${scenario.scenario}`
  c.news(`${name} …`)
  const began = c.clock.now().getTime()
  const words: string[] = []
  const onLine = (line: string) => {
    const task = /TASK \[(.+?)\]/.exec(line)?.[1]
    if (task !== undefined) c.news(`${name}: ${task}`)
    words.push(line)
  }
  const ended = await c.exec.run(molecule(c.at, scenario, 'test'), { onLine })
  const seconds = (c.clock.now().getTime() - began) / 1000
  const passed = ended.exitCode === 0
  if (c.signal.aborted) await c.exec.run(molecule(c.at, scenario, 'destroy'), uninterrupted())
  return { ...scenario, passed, seconds, words: passed ? [] : words.slice(-80) }
}

/** Removes what this checkout's tests left, also those that were killed before. */
async function sweep(c: TestContext): Promise<void> {
  const listed = await c.exec.run(testContainers(c.at.run), uninterrupted())
  const ids = listed.stdout.split('\n').filter((line) => line !== '')
  if (ids.length > 0) await c.exec.run(removeContainers(ids), uninterrupted())
}

/** Tidying goes on after the user's interrupt. */
function uninterrupted() {
  return { signal: new AbortController().signal }
}
