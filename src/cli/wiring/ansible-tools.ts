import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { freePort } from '../../adapters/free-port.ts'
import { badInput, sandboxNeeds } from '../../errors/index.ts'
import { refuseUnsafeFolder } from '../../operations/config/safe-folder.ts'
import { scenariosIn, type TestContext } from '../../operations/config/test.ts'
import { findEngine } from '../../sandbox/engine.ts'
import { hostImage } from '../../sandbox/image.ts'
import { pinnedEnvironment } from '../../sandbox/python.ts'
import type { AnsiblePlace } from '../../tools/ansible/commands.ts'
import { withoutForeignSettings } from '../../tools/ansible/environment.ts'
import type { Scenario } from '../../tools/ansible/molecule.ts'
import { sandboxPorts, sandboxSettings } from './sandbox-access.ts'
import { openProject, type Workplace } from './workplace.ts'

/** ansible-lint and Molecule need a newer Python than Ansible itself. */
const minors = ['3.13', '3.12']

/** The project's Ansible folder with the pinned linter and Molecule, installed when missing. */
export async function ansibleTools(workplace: Workplace) {
  const { loaded, dir } = await ansibleFolder(workplace)
  const lists = [join(dir, 'requirements-dev.txt')]
  const packages = { lists, holds: 'ansible-lint and Molecule', minors }
  const folder = await pinnedEnvironment(sandboxPorts(workplace), process.env, packages)
  const env = { ...withoutForeignSettings(process.env), PATH: process.env['PATH'] }
  const at: AnsiblePlace = { bin: join(folder, 'bin'), dir, env }
  return { exec: workplace.exec, at, region: loaded.config.region }
}

/**
 * What `config test` runs, and on what.
 * @throws OpsctlError BAD_INPUT when no scenario fits, SANDBOX_NEEDS without podman
 */
export async function scenarioTests(
  workplace: Workplace,
  chosen: { readonly role: string | undefined; readonly scenario: string | undefined },
): Promise<{ readonly context: TestContext; readonly scenarios: readonly Scenario[] }> {
  const { dir } = await ansibleFolder(workplace)
  const all = await scenariosIn(workplace.files, dir)
  const scenarios = all.filter(
    ({ role, scenario }) =>
      (chosen.role ?? role) === role && (chosen.scenario ?? scenario) === scenario,
  )
  if (scenarios.length === 0) {
    const known = all.map(({ role, scenario }) => `${role}/${scenario}`).join(', ')
    throw badInput('ROLE', 'no scenario fits', `choose among: ${known || 'none is there'}`)
  }
  const { exec, at, region } = await ansibleTools(workplace)
  const ports = sandboxPorts(workplace)
  const engine = await findEngine(exec)
  if (engine.kind !== 'podman') {
    throw sandboxNeeds('podman', 'on Debian or Ubuntu: sudo apt-get install podman runc')
  }
  const image = await hostImage(ports, sandboxSettings(workplace.call, region), engine)
  const run = createHash('sha256').update(dir).digest('hex').slice(0, 8)
  const bin = at.bin ?? ''
  const port = await freePort()
  const place = { bin, dir, env: at.env, image, run, port }
  const { files, clock, call, progress } = workplace
  const news = (line: string) => progress.news(line)
  const context = { exec, files, clock, at: place, signal: call.signal, news }
  return { context, scenarios }
}

async function ansibleFolder(workplace: Workplace) {
  const loaded = await openProject(workplace)
  const dir = join(loaded.project, loaded.config.ansible.dir)
  await refuseUnsafeFolder(workplace.files, dir)
  return { loaded, dir }
}
