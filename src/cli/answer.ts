import { errorAnnotation, errorDocument, errorText } from '../ui/error-view.ts'
import { paintFor } from '../ui/paint.ts'
import { shielded, shieldedJson } from './actions-shield.ts'
import { asOpsctlError } from './foreign-errors.ts'
import { writeOut, writePieces } from './stdout.ts'
import type { Terminal } from './terminal.ts'

/** What a command ends with: one document, and how a person sees it. */
export interface Answer {
  /** The `result` member of `--json`. */
  readonly result: object
  /** For stdout, without `--json`; already painted. Pieces when it may be larger than memory. */
  readonly text: string | AsyncIterable<Uint8Array>
  /** 0 unless the result itself has one, e.g. 3 for drift with `--exit-code`. */
  readonly exitCode?: number
}

interface Asked {
  /** The command's words, e.g. `infra up`. */
  readonly name: string
  readonly json: boolean
  /** Asked only where it matters: a look at the streams costs more than parsing the flags. */
  terminal(): Terminal
}

/**
 * Runs a command's body and gives its answer, or what it threw as an error of the catalogue: as text
 * or as the one document of `--json`, with the exit code. Null: there is nothing to say.
 */
export async function giveAnswer(
  { name, json, terminal }: Asked,
  body: () => Promise<Answer | null>,
): Promise<void> {
  const safe = (text: string) => (terminal().githubActions ? shielded(text) : text)
  try {
    const answer = await body()
    if (answer === null) return
    if (json) write({ ok: true, command: name, result: answer.result })
    else if (typeof answer.text === 'string') writeOut(safe(answer.text))
    else await writePieces(answer.text)
    process.exitCode = answer.exitCode ?? 0
  } catch (caught) {
    const error = asOpsctlError(caught, name)
    if (json) write({ ok: false, command: name, error: errorDocument(error) })
    else process.stderr.write(safe(errorText(error, paintFor(terminal().colourErr))))
    if (terminal().githubActions) process.stderr.write(errorAnnotation(error))
    process.exitCode = error.exitCode
  }
}

function write(document: object): void {
  writeOut(`${shieldedJson(JSON.stringify(document, null, 2))}\n`)
}
