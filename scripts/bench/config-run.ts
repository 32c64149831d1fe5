import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/adapters/clock.ts'
import { nodeExec } from '../../src/adapters/exec.ts'
import { nodeFiles } from '../../src/adapters/files.ts'
import { folderDocuments } from '../../src/adapters/folder-documents.ts'
import { hostToken, linuxProcesses } from '../../src/adapters/processes.ts'
import { plainProgress } from '../../src/cli/plain-progress.ts'
import { newOperationId } from '../../src/domain/operation-id.ts'
import { Redactor } from '../../src/domain/redaction.ts'
import { runOperation } from '../../src/engine/index.ts'
import { configApply, refuseFailedHosts } from '../../src/operations/config/apply.ts'
import type { ApplyContext, ConfigContext } from '../../src/operations/config/context.ts'
import { paintFor } from '../../src/ui/paint.ts'

/**
 * `config apply` as the command runs it, journal, lock, ledger, durable child and all, but for the
 * question to Terraform: the benchmark's hosts have no stack. FOLDER is a project, BIN Ansible's.
 */
const [folder = '', bin = ''] = process.argv.slice(2)
const { signal } = new AbortController()
const exec = nodeExec({ redactor: new Redactor(), signal, processes: linuxProcesses })
const documents = folderDocuments(join(folder, '.opsctl', 'documents'))
const id = newOperationId(new Date(), randomBytes(4))
const context: ApplyContext = {
  exec,
  documents,
  environment: { name: 'dev' },
  operation: id,
  asked: { image: null, failed: false, only: [] },
  run: async (aim) =>
    ({
      exec,
      files: nodeFiles,
      environment: { name: 'dev' },
      ansible: { bin, dir: join(folder, 'ansible'), env: {} },
      playbook: 'site.yml',
      variables: async () => ({}),
      extra: [],
      ...aim,
    }) as unknown as ConfigContext,
}
const operation = {
  id,
  kind: 'config apply',
  environment: 'dev',
  input: {},
  steps: configApply(),
  context,
  effect: 'change',
  lock: true,
} as const
const end = await runOperation(operation as unknown as Parameters<typeof runOperation>[0], {
  files: nodeFiles,
  documents,
  clock: systemClock,
  processes: linuxProcesses,
  progress: plainProgress((line) => void process.stderr.write(`${line}\n`), paintFor(false)),
  who: {
    actor: 'bench',
    host: hostname(),
    hostToken: await hostToken(),
    pid: process.pid,
    processStart: (await linuxProcesses.startOf(process.pid)) ?? '',
    version: '0.0.0',
    commit: null,
  },
  signal,
  operationsFolder: join(folder, '.opsctl', 'operations'),
  lockWaitSeconds: 0,
})
refuseFailedHosts('dev', end.facts)
