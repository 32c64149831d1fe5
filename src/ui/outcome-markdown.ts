import type { OpsctlError } from '../errors/index.ts'
import { code } from './code-span.ts'
import type { OperationResult } from './operation-view.ts'

/** So much of an error's words stands in a job's summary; the log has them all. */
const longest = 4_000

/** How an operation ended, as the last line of a job's summary. `what` is its command. */
export function outcomeMarkdown(what: string, environment: string, end: OperationResult): string {
  const which = `${what} of ${code(environment)}`
  const nothing = end.changed ? '' : ', nothing was changed'
  return `**${which}: ${end.outcome}**${nothing} (${code(`opsctl history show ${end.id} -e ${environment}`)})\n`
}

/** What went wrong, what is true now and what to type next, for a job's summary. */
export function failureMarkdown(what: string, environment: string, error: OpsctlError): string {
  const words = error.message.slice(0, longest).toWellFormed().split('\n')
  const next = error.next.map((one) => `- ${code(one)}`)
  return [
    '> [!CAUTION]',
    `> **${what} of ${code(environment)} did not end well** (exit ${error.exitCode}, ${error.code})`,
    '>',
    ...words.filter((line) => line.trim() !== '').map((line) => `> ${code(line)}<br>`),
    '',
    ...(error.now === undefined ? [] : [code(error.now), '']),
    ...next,
    '',
  ].join('\n')
}
