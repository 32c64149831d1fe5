import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { answerSchema } from '../../src/cli/answer-schema.ts'

const root = join(import.meta.dirname, '..', '..')

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The `result` of the answer; undefined after an error or a kill. */
  readonly result: Readonly<Record<string, unknown>> | undefined
  /** The error's code; undefined when it went well. */
  readonly error: string | undefined
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when stderr has shown this; rejects when the command ends without it. */
  shown(words: RegExp): Promise<void>
}

/** Starts opsctl as a workflow does: no terminal, one JSON document, checked against its schema. */
export function start(...args: string[]): Started {
  const dashes = args.includes('--') ? args.indexOf('--') : args.length
  const words = [...args.slice(0, dashes), '--json', '--no-input', ...args.slice(dashes)]
  const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
    for (const look of watchers) look()
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...answerOf(stdout), stderr }))
  })
  const shown = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(stderr)) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
      ended.then(() => reject(new Error(`ended without ${pattern}:\n${stderr}`)))
    })
  return { child, ended, shown }
}

/** Runs opsctl to a good end and gives its result. */
export async function opsctl(...args: string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, result, error, stderr } = await start(...args).ended
  assert.equal(code, 0, `opsctl ${args.join(' ')}: ${error}\n${stderr.slice(-2000)}`)
  return result ?? {}
}

function answerOf(stdout: string): Pick<Ended, 'result' | 'error'> {
  if (stdout === '') return { result: undefined, error: undefined }
  const answer = answerSchema.parse(JSON.parse(stdout))
  return answer.ok
    ? { result: answer.result as Record<string, unknown>, error: undefined }
    : { result: undefined, error: answer.error.code }
}
