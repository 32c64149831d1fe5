import assert from 'node:assert/strict'
import type { CommandLine, Exec, Finished, LeftBehind, RunOptions } from '../../src/ports/exec.ts'

/** One expected call, in order: the program, words it must contain, and what it answers. */
export interface Scripted {
  readonly file: string
  readonly has?: readonly string[]
  readonly exitCode?: number
  readonly stdout?: string
  readonly stderr?: string
  /** Runs before the answer, e.g. to see what stands in a file at that moment. */
  act?(command: CommandLine): void | Promise<void>
}

/**
 * An exec that knows its calls in advance: an unknown call throws, and `finish` fails when one was
 * never made. An empty fake success would read as an answer.
 */
export function scriptedExec(
  script: readonly Scripted[],
  left: Readonly<Record<string, LeftBehind>> = {},
) {
  const waiting = [...script]
  const calls: CommandLine[] = []
  const run = async (command: CommandLine, options?: RunOptions): Promise<Finished> => {
    const next = waiting.shift()
    const words = [command.file, ...command.args].join(' ')
    assert.ok(next, `unexpected call: ${words}`)
    assert.equal(command.file, next.file, `unexpected call: ${words}`)
    for (const word of next.has ?? []) {
      assert.ok(command.args.includes(word), `${words} lacks ${word}`)
    }
    calls.push(command)
    await next.act?.(command)
    const { exitCode = 0, stdout = '', stderr = '' } = next
    for (const line of stdout.split('\n')) if (line !== '') options?.onLine?.(line, 'stdout')
    options?.sink?.(Buffer.from(stdout))
    return { exitCode, signal: null, stdout: options?.sink ? '' : stdout, stderr }
  }
  const exec: Exec = {
    run,
    leftBehind: async ({ name }) => left[name] ?? null,
    attach: async () => ({ exitCode: 0, signal: null, stdout: '', stderr: '' }),
  }
  const finish = () =>
    assert.deepEqual(
      waiting.map((call) => call.file),
      [],
      'calls never made',
    )
  return { exec, calls, finish }
}
