import { withoutControls } from '../domain/control-characters.ts'
import type { OpsctlError } from '../errors/index.ts'
import { annotation } from './annotation.ts'
import type { Paint } from './paint.ts'

/**
 * An error for a person: what happened, what is true now, what to type next. Names and words of others
 * in it (a branch, a file, what a tool said) steer no terminal.
 */
export function errorText(error: OpsctlError, paint: Paint): string {
  const lines = [`${paint.red.bold('Error')}  ${plain(error.message)}`]
  if (error.now !== undefined) lines.push(`${paint.bold('Now')}    ${plain(error.now)}`)
  error.next.forEach((step, index) => {
    lines.push(`${index === 0 ? paint.bold('Next') : '    '}   ${plain(step)}`)
  })
  return `${lines.join('\n')}\n`
}

function plain(text: string): string {
  return text.split('\n').map(withoutControls).join('\n')
}

/** An error for a machine: the `error` member of the one document that `--json` prints. */
export function errorDocument(error: OpsctlError) {
  return {
    code: error.code,
    exitCode: error.exitCode,
    message: error.message,
    now: error.now ?? null,
    next: error.next,
    details: error.details,
  }
}

/** An error for GitHub's page of the run. */
export function errorAnnotation(error: OpsctlError): string {
  const text = [error.message, error.now, ...error.next].filter(Boolean).join('\n')
  return `${annotation('error', error.code, text)}\n`
}
