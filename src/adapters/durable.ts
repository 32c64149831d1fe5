import { mkdir, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { childLost, childStillRunning } from '../errors/index.ts'
import type { CommandLine, DurableRun, Finished, LeftBehind } from '../ports/exec.ts'
import type { Processes } from '../ports/processes.ts'
import { Arrival } from './arrival.ts'
import { type ExitRecord, lives, type PidRecord, pathOf, readRecord } from './durable-record.ts'
import { supervisorProgram } from './durable-supervisor.ts'
import { Tail } from './durable-tail.ts'
import type { LineRules } from './exec-lines.ts'
import { childStarter, StartError } from './exec-start.ts'
import { writeNew } from './files.ts'
import { anyMarked, anyStartedWith, markOf } from './marked-processes.ts'

/** Between two looks for a supervisor's first line. */
const startMilliseconds = 40
/**
 * Between two looks at a child that works: its lines are news for a person, and each look takes from the
 * child a millisecond of a processor. Its end is told at once (Arrival).
 */
const workMilliseconds = 200
/** Between two looks for the workers of a child that was killed; each reads all of /proc. */
const workersMilliseconds = 500

/** A supervisor that was started is to be seen among the processes within this time, or never. */
const supervisorMilliseconds = 10_000
/** Between two looks for a supervisor that is slow to start; each reads all of /proc. */
const slowMilliseconds = 500

/**
 * Starts a child that outlives opsctl, through a supervisor that writes its exit code down.
 * @throws OpsctlError CHILD_RUNNING when one of that name still runs
 */
export async function startDurable(
  command: CommandLine,
  run: DurableRun,
  stdin: string | undefined,
  processes: Processes,
): Promise<void> {
  const before = await leftBehindDurable(run, processes)
  if (before?.running) throw childStillRunning(run.name, before.pid)
  await mkdir(run.folder, { recursive: true, mode: 0o700 })
  for (const suffix of ['pid', 'exit', 'out', 'err'] as const) {
    await rm(pathOf(run, suffix), { force: true })
  }
  const startedAt = new Date().toISOString()
  const claim: PidRecord = { startedAt, supervisor: null, child: null }
  await writeNew(pathOf(run, 'pid'), JSON.stringify({ schema: 1, ...claim }), 0o600)
  const words = ['-e', supervisorProgram, '--', ...ownWords(run, startedAt), command.file]
  const env = command.outlivedByWorkers ? { ...command.env, ...markOf(run) } : command.env
  const line = {
    ...command,
    ...(env === undefined ? {} : { env }),
    ...{ file: process.execPath, args: [...words, ...command.args] },
  }
  const startChild = await childStarter()
  const started = startChild(line, 'ignore', stdin)
  if (started.pid === undefined) throw new StartError((await started.ended).startError ?? '')
}

/** What became of a durable child; null when none came to its start under that name. */
export async function leftBehindDurable(
  run: DurableRun,
  processes: Processes,
): Promise<LeftBehind | null> {
  const record = await settledRecord(run)
  if (!record?.supervisor) return null
  const exit = await readRecord<ExitRecord>(run, 'exit')
  const running =
    (exit === null && (await somebodyLives(record, processes))) ||
    (exit?.signal !== null && (await anyMarked(run)))
  const { pid } = record.child ?? record.supervisor
  return { pid, running, startedAt: record.startedAt, exitCode: exit?.exitCode ?? null }
}

export interface AttachOptions {
  readonly rules: LineRules
  readonly signal: AbortSignal
  readonly processes: Processes
  readonly onLine: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined
}

/**
 * Follows a durable child to its end, from its first line. Of one that was killed the end is that of its
 * workers, unless the user interrupts.
 * @throws OpsctlError CHILD_LOST when child and supervisor were killed
 */
export async function attachDurable(run: DurableRun, options: AttachOptions): Promise<Finished> {
  const { rules, onLine } = options
  const record = await settledRecord(run)
  if (!record?.supervisor) throw childLost(run.name, run.folder)
  const out = new Tail(pathOf(run, 'out'), rules, onLine && ((line) => onLine(line, 'stdout')))
  const err = new Tail(pathOf(run, 'err'), rules, onLine && ((line) => onLine(line, 'stderr')))
  let inOrder = false
  try {
    const { exitCode, signal: by } = await follow(run, options, [out, err])
    inOrder = by === null
    return { exitCode, signal: by, stdout: out.end(), stderr: err.end() }
  } finally {
    if (!inOrder) await endOfWorkers(run, options.signal)
    await Promise.all([out.close(), err.close()])
  }
}

/** Nobody tells the workers of a child that was killed: they come to the end of what they are at. */
async function endOfWorkers(run: DurableRun, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await anyMarked(run))) await pause(workersMilliseconds)
}

async function follow(
  run: DurableRun,
  { signal, processes }: AttachOptions,
  tails: readonly Tail[],
): Promise<ExitRecord> {
  const exitWritten = new Arrival(pathOf(run, 'exit'))
  let told = false
  try {
    for (;;) {
      const exit = await endOf(run, processes)
      // In this order: what was written before the end is read after the end was seen.
      for (const tail of tails) await tail.read()
      if (exit && exit.startError !== null) throw new StartError(exit.startError)
      if (exit) return exit
      if (signal.aborted && !told) told = await interruptChild(run, processes)
      await exitWritten.wait(workMilliseconds, signal)
    }
  } finally {
    exitWritten.close()
  }
}

async function endOf(run: DurableRun, processes: Processes): Promise<ExitRecord | null> {
  const exit = await readRecord<ExitRecord>(run, 'exit')
  if (exit) return exit
  const record = await readRecord<PidRecord>(run, 'pid')
  if (record && (await somebodyLives(record, processes))) return null
  // Between the two looks it may have ended in good order.
  const late = await readRecord<ExitRecord>(run, 'exit')
  if (!late) throw childLost(run.name, run.folder)
  return late
}

/** One SIGINT for the child itself. False while it has no pid yet. */
async function interruptChild(run: DurableRun, processes: Processes): Promise<boolean> {
  const { child } = (await readRecord<PidRecord>(run, 'pid')) ?? { child: null }
  if (!child) return false
  if (await lives(child, processes)) {
    try {
      process.kill(child.pid, 'SIGINT')
    } catch {
      // It ended in this very moment.
    }
  }
  return true
}

async function somebodyLives(record: PidRecord, processes: Processes): Promise<boolean> {
  return (await lives(record.supervisor, processes)) || (await lives(record.child, processes))
}

/**
 * The record once the supervisor has put its name in; without a name: it was never started, or is dead. On
 * a machine that is busy enough it lives for longer than any fixed time before it comes to its first line.
 */
async function settledRecord(run: DurableRun): Promise<PidRecord | null> {
  for (;;) {
    const record = await readRecord<PidRecord>(run, 'pid')
    if (!record || record.supervisor) return record
    const slow = Date.now() - Date.parse(record.startedAt) > supervisorMilliseconds
    if (slow && !(await anyStartedWith(ownWords(run, record.startedAt)))) {
      // Between the two looks it may have come to its first line, and even to its end.
      return readRecord<PidRecord>(run, 'pid')
    }
    await pause(slow ? slowMilliseconds : startMilliseconds)
  }
}

/** What a supervisor is told of its run: no other process has these words in a row. */
function ownWords({ folder, name }: DurableRun, startedAt: string): readonly string[] {
  return [folder, name, startedAt]
}
