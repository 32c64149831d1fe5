import { stat } from 'node:fs/promises'
import type { Redactor } from '../domain/redaction.ts'
import { badInput, interrupted, toolMissing } from '../errors/index.ts'
import type { CommandLine, Exec, Finished, RunOptions } from '../ports/exec.ts'
import type { Processes } from '../ports/processes.ts'
import { attachDurable, leftBehindDurable, startDurable } from './durable.ts'
import { LineCollector, type LineRules } from './exec-lines.ts'
import { childStarter, type StartChild, StartError } from './exec-start.ts'
import { send, watch } from './patience.ts'

export interface ExecOptions {
  readonly redactor: Redactor
  readonly colours?: boolean
  /** Aborts when the user interrupts; each running child then gets one SIGINT. */
  readonly signal: AbortSignal
  readonly processes: Processes
}

/** Runs programs for real. */
export function nodeExec(given: ExecOptions): Exec {
  const rules: LineRules = { redactor: given.redactor, colours: given.colours ?? false }
  const { processes } = given
  const signalOf = (options: RunOptions) => options.signal ?? given.signal
  return {
    async run(command, options = {}) {
      const signal = signalOf(options)
      const startChild = await childStarter()
      if (signal.aborted) throw interrupted(`${command.file} was not started.`, [])
      if (!options.durable) return runPiped(startChild, command, options, rules, signal)
      await startDurable(command, options.durable, options.stdin, processes)
      return attachDurable(options.durable, {
        rules,
        signal,
        processes,
        onLine: options.onLine,
      }).catch((error: unknown) => refuseMissing(command, error))
    },
    leftBehind: (run) => leftBehindDurable(run, processes),
    attach: (run, options = {}) => {
      const signal = signalOf(options)
      return attachDurable(run, { rules, signal, processes, onLine: options.onLine })
    },
  }
}

async function runPiped(
  startChild: StartChild,
  command: CommandLine,
  { onLine, sink, stdin, patience }: RunOptions,
  rules: LineRules,
  signal: AbortSignal,
): Promise<Finished> {
  const child = startChild(command, 'pipe', stdin)
  const watched = child.pid && patience ? watch(child.pid, patience, signal) : null
  // To the child alone, not to its group: a tool tells its own children in its own way.
  const interrupt = () => child.pid && send(child.pid, 'SIGINT')
  if (watched === null) signal.addEventListener('abort', interrupt, { once: true })
  const collect = async (stream: 'stdout' | 'stderr') => {
    if (stream === 'stdout' && sink) {
      for await (const bytes of child.stdout) sink(bytes)
      return ''
    }
    const lines = new LineCollector(rules, onLine && ((line) => onLine(line, stream)))
    for await (const bytes of child[stream]) lines.add(bytes)
    lines.end()
    return lines.text
  }
  try {
    const [stdout, stderr, ended] = await Promise.all([
      collect('stdout'),
      collect('stderr'),
      child.ended,
    ])
    if (ended.startError !== null) throw new StartError(ended.startError)
    const { exitCode, signal: by } = ended
    return { exitCode, signal: by, stdout, stderr, ...(watched?.late() ? { late: true } : {}) }
  } catch (error) {
    return await refuseMissing(command, error)
  } finally {
    watched?.over()
    signal.removeEventListener('abort', interrupt)
  }
}

async function refuseMissing(command: CommandLine, error: unknown): Promise<never> {
  if (!(error instanceof StartError)) throw error
  const { file, cwd } = command
  if (cwd !== undefined && !(await stat(cwd).catch(() => null))?.isDirectory()) {
    throw badInput(cwd, `${file} is to run in this folder, which does not exist`, 'create it')
  }
  if (error.message === 'E2BIG') throw error
  const fix =
    error.message === 'ENOENT' ? `install ${file}` : `make it executable (${error.message})`
  throw toolMissing(file, 'this program', `${fix} and have it on the PATH`)
}
