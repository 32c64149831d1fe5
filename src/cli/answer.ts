import { tmpdir } from 'node:os'
import { roomLeft } from '../adapters/room-left.ts'
import { escapedControls } from '../domain/control-characters.ts'
import type { Redactor } from '../domain/redaction.ts'
import { interrupted, type OpsctlError } from '../errors/index.ts'
import { errorAnnotation, errorDocument, errorText } from '../ui/error-view.ts'
import { paintFor } from '../ui/paint.ts'
import { shielded, shieldedJson } from './actions-shield.ts'
import { asOpsctlError } from './foreign-errors.ts'
import { sayingWhatIsFull } from './full-disk.ts'
import { redactedPieces } from './redacted-pieces.ts'
import { wasInterrupted } from './signals.ts'
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
  /** For GitHub Actions alone: lines that its runner reads (ui/annotation.ts), escaped as they must be. */
  readonly annotations?: readonly string[]
}

interface Asked {
  /** The command's words, e.g. `infra up`. */
  readonly name: string
  readonly json: boolean
  /** Asked only where it matters: a look at the streams costs more than parsing the flags. */
  terminal(): Terminal
  /** Knows every secret that was met. */
  readonly redactor: Redactor
  /** Where it works, when that is not the current folder. */
  folder?(): string
}

/**
 * Runs a command's body and gives its answer, or what it threw as an error of the catalogue: as text
 * or as the one document of `--json`, with the exit code. Null: there is nothing to say.
 */
export async function giveAnswer(
  { name, json, terminal, redactor, folder = () => process.cwd() }: Asked,
  body: () => Promise<Answer | null>,
): Promise<void> {
  const safe = (text: string) => (terminal().githubActions ? shielded(text) : text)
  try {
    const answer = await body()
    if (answer === null) return
    if (json) writeDocument({ ok: true, command: name, result: answer.result }, redactor)
    else if (typeof answer.text === 'string') writeOut(safe(redactor.redact(answer.text)))
    else await writePieces(redactedPieces(answer.text, redactor))
    const { annotations = [] } = answer
    if (annotations.length > 0 && terminal().githubActions) {
      process.stderr.write(annotations.map((line) => `${redactor.redact(line)}\n`).join(''))
    }
    process.exitCode = answer.exitCode ?? 0
  } catch (caught) {
    if (process.env['OPSCTL_DEBUG'] === '1') {
      process.stderr.write(redactor.redact(placesOf(caught)))
    }
    const known = unlessCut(caught, asOpsctlError(caught, name))
    const error = withoutSecrets(sayingWhatIsFull(known, [folder(), tmpdir()], roomLeft), redactor)
    if (json) writeDocument({ ok: false, command: name, error: errorDocument(error) }, redactor)
    else process.stderr.write(safe(errorText(error, paintFor(terminal().colourErr))))
    if (terminal().githubActions) process.stderr.write(errorAnnotation(error))
    process.exitCode = error.exitCode
    if (error.kind === 'interrupted') leaveSoon()
  }
}

/** All that had to end in order has ended; a call that nobody waits for any more keeps no process. */
function leaveSoon(): void {
  setTimeout(() => process.exit(), 500).unref()
}

/** Where it was thrown, without its words: `foreignWords` says why. */
function placesOf(caught: unknown): string {
  const lines = caught instanceof Error ? (caught.stack ?? '').split('\n') : []
  return lines
    .filter((line) => line.startsWith('    at '))
    .map((line) => `${line}\n`)
    .join('')
}

/**
 * A tool that was asked to end with us did not fail; the engine says so of its steps by itself. Who only
 * looks throws the reason of the signal, its name.
 */
function unlessCut(caught: unknown, error: OpsctlError): OpsctlError {
  if (!wasInterrupted()) return error
  if (typeof caught === 'string') return interrupted('Nothing was changed.', [])
  return error.code === 'TOOL_FAILED' ? interrupted(error.now ?? '', []) : error
}

/** The same error. Words of others end up in one too: a parser quotes the text that it could not read. */
export function withoutSecrets(error: OpsctlError, redactor: Redactor): OpsctlError {
  const { message, now, next, details } = error
  const hide = (text: string) => redactor.redact(text)
  const hidden = Object.entries(details).map(([key, value]) => {
    if (typeof value === 'string') return [key, hide(value)]
    return [key, typeof value === 'object' ? value.map(hide) : value]
  })
  return error.saying({
    message: hide(message),
    ...(now === undefined ? {} : { now: hide(now) }),
    next: next.map(hide),
    details: Object.fromEntries(hidden),
  })
}

/** Prints a document. Hidden member by member: in the text, a secret could reach over a quote and break the document. */
export function writeDocument(document: object, redactor: Redactor): void {
  const hide = (_: string, value: unknown) =>
    typeof value === 'string' ? redactor.redact(value) : value
  const json = escapedControls(JSON.stringify(document, hide, 2))
  writeOut(`${shieldedJson(json)}\n`)
}
