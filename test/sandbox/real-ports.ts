import { execFile } from 'node:child_process'
import { systemClock as clock } from '../../src/adapters/clock.ts'
import { daemons } from '../../src/adapters/daemons.ts'
import { nodeFiles as files } from '../../src/adapters/files.ts'
import { folderDocuments as documents } from '../../src/adapters/folder-documents.ts'
import { loopback } from '../../src/adapters/loopback.ts'
import { toolMissing } from '../../src/errors/index.ts'
import type { Exec } from '../../src/ports/exec.ts'
import type { SandboxPorts } from '../../src/sandbox/record.ts'

/** Exec without redaction and durable children, which these tests do not need. */
export const plainExec: Exec = {
  run: (command) =>
    new Promise((resolve, reject) => {
      const options = { maxBuffer: 64 << 20, env: { ...process.env, ...command.env } }
      const child = execFile(command.file, command.args, options, (error, stdout, stderr) => {
        if (error && (error.code as unknown) === 'ENOENT') {
          reject(toolMissing(command.file, 'it', 'install it'))
        } else resolve({ exitCode: child.exitCode, signal: child.signalCode, stdout, stderr })
      })
    }),
  leftBehind: () => Promise.resolve(null),
  attach: () => Promise.reject(new Error('not in this adapter')),
}

/** The real machine, news to stderr. */
export const realPorts: SandboxPorts = {
  exec: plainExec,
  files,
  clock,
  loopback,
  daemons,
  documents,
  news: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
}
