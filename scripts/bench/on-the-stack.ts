import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The checkout whose built opsctl the sections that need the quickstart's environment run. */
export const root = join(import.meta.dirname, '..', '..')
export const env = ['-e', 'sandbox']

export interface Ended {
  readonly code: number
  readonly document: Record<string, unknown>
  readonly error: string
}

/** Runs the built opsctl; its result, whatever its end was. */
export function opsctl(...words: string[]): Promise<Ended> {
  const args = [join(root, 'bin', 'run.js'), ...words, '--json', '--no-input']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
  })
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const answer = JSON.parse(text || '{}')
      const document = (answer.result ?? {}) as Record<string, unknown>
      resolve({ code: code ?? 1, document, error: answer.error?.message ?? '' })
    })
  })
}

/** The result of a command that must go well. */
export function result({ code, document, error }: Ended): Record<string, unknown> {
  if (code === 0) return document
  say(error)
  process.exit(1)
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
