import { Redactor } from '../domain/redaction.ts'
import { secretsIn } from '../domain/secret-variables.ts'
import { type Paint, paintFor } from '../ui/paint.ts'
import { type Answer, giveAnswer } from './answer.ts'
import type { GivenFlags } from './plain-words.ts'
import { interruptSignal } from './signals.ts'
import { readTerminal, standardStreams } from './terminal.ts'
import type { Call } from './wiring/call.ts'

/** Put in by the build: VERSION. */
declare const builtVersion: string

/**
 * What base-command.ts does for a command that oclif parsed.
 * @param body gets the invocation and the colours for stdout
 */
export async function expressAnswer(
  name: string,
  flags: GivenFlags,
  root: string,
  body: (call: Call, paint: Paint) => Promise<Answer>,
): Promise<void> {
  const json = flags['json'] === true
  const terminal = readTerminal(standardStreams(), process.env, flags['no-input'] === true)
  const redactor = new Redactor(secretsIn(process.env))
  const folder = () => String(flags['chdir'] ?? process.cwd())
  await giveAnswer({ name, json, terminal: () => terminal, redactor, folder }, () => {
    const paint = paintFor(terminal.colourErr)
    const signal = interruptSignal()
    const here = { terminal, signal, version: builtVersion, root, redactor, paint }
    const call: Call = { ...here, flags: flags as Call['flags'], passedOn: [] }
    return body(call, paintFor(terminal.colourOut && !json))
  })
}
