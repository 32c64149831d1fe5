import { inconclusive, type Judgement } from '../../domain/gates/judgement.ts'
import { OpsctlError } from '../../errors/index.ts'
import type { Exec, Finished } from '../../ports/exec.ts'
import type { Gate, GateWindow } from '../../ports/gate.ts'

export interface CommandGateSettings {
  /** Program and arguments. */
  readonly run: readonly string[]
  readonly timeoutMs: number
  /** Where it runs: the project. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** "Temporary failure; try again": sysexits(3). */
const temporary = 75
/** How long a command that was interrupted may take to end before it is killed. */
const graceMs = 5000

/**
 * A gate that runs a program: exit 0 passes, 75 is inconclusive, all else fails. One that cannot be
 * started, is killed or is not done in time is inconclusive. It gets OPSCTL_CANDIDATE,
 * OPSCTL_BASELINE, OPSCTL_WEIGHT (percent) and OPSCTL_WINDOW_SECONDS; the last line that it prints is
 * the reason.
 */
export function commandGate(name: string, settings: CommandGateSettings, exec: Exec): Gate {
  return {
    name,
    async judge(window, signal) {
      return { ...(await judgement(settings, window, exec, signal)), gate: name }
    },
  }
}

async function judgement(
  settings: CommandGateSettings,
  window: GateWindow,
  exec: Exec,
  signal: AbortSignal,
): Promise<Judgement> {
  const ended = await run(settings, window, exec, signal)
  if (signal.aborted) return inconclusive('interrupted', null)
  if ('broken' in ended) return inconclusive(ended.broken, null)
  if (ended.late === true) {
    return inconclusive(`it did not end within ${settings.timeoutMs / 1000} s`, null)
  }
  if (ended.exitCode === null) return inconclusive('it was killed', null)
  const reason = `exit ${ended.exitCode}${ended.last === '' ? '' : `: ${ended.last}`}`
  if (ended.exitCode === temporary) return inconclusive(reason, null)
  return { outcome: ended.exitCode === 0 ? 'pass' : 'fail', reason, samples: null }
}

type Ended = (Finished & { readonly last: string }) | { readonly broken: string }

async function run(
  { run: [file = '', ...args], timeoutMs, cwd, env }: CommandGateSettings,
  window: GateWindow,
  exec: Exec,
  signal: AbortSignal,
): Promise<Ended> {
  const told = {
    OPSCTL_CANDIDATE: window.candidate,
    OPSCTL_BASELINE: window.baseline,
    OPSCTL_WEIGHT: String(window.weight),
    OPSCTL_WINDOW_SECONDS: String(Math.floor(window.seconds)),
  }
  let last = ''
  const onLine = (line: string) => {
    if (line.trim() !== '') last = line.trim().slice(0, 200)
  }
  const command = { file, args, effect: 'read', cwd, env: { ...env, ...told } } as const
  const patience = { limitMs: timeoutMs, graceMs }
  try {
    return { ...(await exec.run(command, { signal, onLine, patience })), last }
  } catch (error) {
    return { broken: error instanceof OpsctlError ? error.message : String(error) }
  }
}
