import { createHash } from 'node:crypto'
import { sandboxNeeds, toolFailed } from '../errors/index.ts'
import { tryRun } from './engine.ts'
import { cacheFolder, type SandboxSettings } from './places.ts'
import type { SandboxPorts } from './record.ts'

const minors = ['3.13', '3.12', '3.11']

/**
 * The project's Python environment: emulator and Ansible.
 * @returns its folder; programs are in `bin`.
 * @throws OpsctlError SANDBOX_NEEDS without a Python, TOOL_FAILED when pip fails.
 */
export function pythonEnvironment(
  ports: SandboxPorts,
  { project, env }: SandboxSettings,
): Promise<string> {
  const lists = ['sandbox', 'ansible'].map((room) => `${project}/${room}/requirements.txt`)
  return pinnedEnvironment(ports, env, { lists, holds: 'moto and Ansible', minors })
}

/** Files of requirements, absolute; in words what they bring; Python's versions, best first. */
export interface PinnedPackages {
  readonly lists: readonly string[]
  readonly holds: string
  readonly minors: readonly string[]
}

/**
 * A Python environment with pinned packages, made when it is missing. It is kept by the hash of its
 * requirements, so an unchanged checkout never builds it twice. A marker written last tells a
 * finished one; a half made one is made anew.
 * @returns and throws as pythonEnvironment
 */
export async function pinnedEnvironment(
  ports: SandboxPorts,
  env: SandboxSettings['env'],
  { lists, holds, minors: wantedMinors }: PinnedPackages,
): Promise<string> {
  const texts = await Promise.all(lists.map((path) => ports.files.read(path)))
  const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12)
  const folder = `${cacheFolder(env)}/python-${hash}`
  if ((await ports.files.read(`${folder}/.complete`)) !== null) return folder

  const python = await findPython(ports, env, wantedMinors)
  ports.news(`making the Python environment (${holds}), once: about two minutes`)
  await ports.files.makeFolder(cacheFolder(env), 0o700)
  // Not made elsewhere and moved: the programs of an environment hold its path.
  await must(ports, 'rm', ['-rf', '--one-file-system', '--', folder])
  await must(ports, python, ['-m', 'venv', folder])
  const wanted = lists.filter((_, index) => texts[index] !== null)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input']
  await must(ports, `${folder}/bin/python`, [...pip, ...wanted.flatMap((list) => ['-r', list])])
  await ports.files.write(`${folder}/.complete`, `${python}\n`)
  return folder
}

async function findPython(
  ports: SandboxPorts,
  env: SandboxSettings['env'],
  wanted: readonly string[],
): Promise<string> {
  const root = env['PYENV_ROOT'] || `${env['HOME'] ?? ''}/.pyenv`
  const versions = (await ports.files.stat(`${root}/versions`))
    ? await ports.files.list(`${root}/versions`)
    : []
  for (const minor of wanted) {
    const own = versions
      .map((path) => path.split('/').pop() ?? '')
      .filter((name) => name.startsWith(`${minor}.`))
    const places = [
      `python${minor}`,
      ...own.map((name) => `${root}/versions/${name}/bin/python${minor}`),
    ]
    for (const file of places) {
      const words = ['-c', 'import venv, ensurepip']
      const done = await tryRun(ports.exec, { file, args: words, effect: 'read' })
      if (done?.exitCode === 0) return file
    }
  }
  throw sandboxNeeds(
    `Python ${[...wanted].reverse().join(' or ')} with venv`,
    'on Debian: sudo apt-get install python3 python3-venv',
  )
}

async function must(ports: SandboxPorts, file: string, args: readonly string[]): Promise<void> {
  const done = await ports.exec.run({ file, args, effect: 'change' })
  if (done.exitCode === 0) return
  throw toolFailed(
    file,
    `ended with ${done.exitCode ?? done.signal}: ${done.stderr.trim().slice(-800)}`,
    'The Python environment is not finished; it will be made anew.',
    ['try again: opsctl sandbox up'],
  )
}
