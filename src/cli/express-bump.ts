import type { HeadStart } from '../adapters/head-start.ts'
import { waitingFiles } from '../adapters/waiting-files.ts'
import { Redactor } from '../domain/redaction.ts'
import { secretsIn } from '../domain/secret-variables.ts'
import { paintFor } from '../ui/paint.ts'
import { giveAnswer } from './answer.ts'
import type { PlainFlags } from './plain-words.ts'
import { interruptSignal } from './signals.ts'
import { readTerminal, standardStreams } from './terminal.ts'
import { bumpAnswer } from './wiring/release-bump.ts'

/** Put in by the build: VERSION. */
declare const builtVersion: string

/** What base-command.ts does for a command that oclif parsed. */
export async function expressBump(
  flags: PlainFlags,
  root: string,
  ahead: HeadStart,
): Promise<void> {
  const { json } = flags
  const terminal = readTerminal(standardStreams(), process.env, flags['no-input'])
  const redactor = new Redactor(secretsIn(process.env))
  await giveAnswer({ name: 'release bump', json, terminal: () => terminal, redactor }, () => {
    const paint = paintFor(terminal.colourErr)
    const signal = interruptSignal()
    const here = { terminal, signal, version: builtVersion, root, redactor, paint }
    const call = { ...here, flags, passedOn: [] }
    return bumpAnswer(call, {}, paintFor(terminal.colourOut && !json), {
      files: waitingFiles,
      ahead,
    })
  })
}
