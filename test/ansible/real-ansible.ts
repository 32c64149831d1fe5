import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/adapters/clock.ts'
import { nodeExec } from '../../src/adapters/exec.ts'
import { nodeFiles } from '../../src/adapters/files.ts'
import { linuxProcesses } from '../../src/adapters/processes.ts'
import { Redactor } from '../../src/domain/redaction.ts'
import type { ConfigContext } from '../../src/operations/config/context.ts'
import { pinnedEnvironment } from '../../src/sandbox/python.ts'
import type { SandboxPorts } from '../../src/sandbox/record.ts'

const root = join(import.meta.dirname, '..', '..')
const signal = new AbortController().signal
export const redactor = new Redactor()
export const exec = nodeExec({ redactor, signal, processes: linuxProcesses })

/** The folder of the pinned ansible-playbook and ansible-lint; installed when it is missing. */
export async function ansibleBin(): Promise<string> {
  const ports = { exec, files: nodeFiles, clock: systemClock, news: () => undefined }
  const lists = [join(root, 'ansible', 'requirements-dev.txt')]
  const packages = { lists, holds: 'ansible-lint and Molecule', minors: ['3.13', '3.12'] }
  return join(
    await pinnedEnvironment(ports as unknown as SandboxPorts, process.env, packages),
    'bin',
  )
}

/** A folder with our callback plug-in, a playbook and an inventory, as an environment sees it. */
export function ansibleFolder(bin: string, playbook: string, inventory: string) {
  const dir = mkdtempSync(join(tmpdir(), 'opsctl-ansible-'))
  mkdirSync(join(dir, 'run'))
  cpSync(join(root, 'ansible', 'callback_plugins'), join(dir, 'callback_plugins'), {
    recursive: true,
  })
  const settings = '[defaults]\ninventory = hosts.yml\ncallback_plugins = callback_plugins\n'
  writeFileSync(join(dir, 'ansible.cfg'), `${settings}gathering = explicit\nforks = 8\n`)
  writeFileSync(join(dir, 'site.yml'), playbook)
  writeFileSync(join(dir, 'hosts.yml'), inventory)
  const context = {
    exec,
    files: nodeFiles,
    environment: { name: 'dev' },
    ansible: { bin, dir, env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } },
    playbook: 'site.yml',
    variables: async () => ({}),
    image: null,
    only: [],
    spared: [],
    extra: [],
  } as unknown as ConfigContext
  const remove = () => rmSync(dir, { recursive: true })
  return { dir, run: join(dir, 'run'), context, remove }
}
