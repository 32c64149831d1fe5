import { inconclusive, type Judgement } from '../../domain/gates/judgement.ts'
import { OpsctlError } from '../../errors/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Exec } from '../../ports/exec.ts'
import type { Gate, GateWindow } from '../../ports/gate.ts'

export interface CommandGateSettings {
  /** Program and arguments. */
  readonly run: readonly string[]
  readonly timeoutMs: number
  /** Where it runs: the project. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Deps {
  readonly exec: Exec
  readonly clock: Clock
}

/** "Temporary failure; try again": sysexits(3). */
const temporary = 75
/** How long a command that was interrupted may take to end before nobody waits for it any more. */
const graceMs = 5000

/**
 * A gate that runs a program: exit 0 passes, 75 is inconclusive, all else fails. One that cannot be
 * started, is killed or is not done in time is inconclusive. It gets OPSCTL_CANDIDATE,
 * OPSCTL_BASELINE, OPSCTL_WEIGHT (percent) and OPSCTL_WINDOW_SECONDS; the last line that it prints is
 * the reason.
 */
export function commandGate(name: string, settings: CommandGateSettings, deps: Deps): Gate {
  return {
    name,
    async judge(window, signal) {
      return { ...(await judgement(settings, window, deps, signal)), gate: name }
    },
  }
}

async function judgement(
  settings: CommandGateSettings,
  window: GateWindow,
  deps: Deps,
  signal: AbortSignal,
): Promise<Judgement> {
  const ended = await runLimited(settings, window, deps, signal)
  if (signal.aborted) return inconclusive('interrupted', null)
  if (ended === 'late') {
    return inconclusive(`it did not end within ${settings.timeoutMs / 1000} s`, null)
  }
  if ('broken' in ended) return inconclusive(ended.broken, null)
  if (ended.exitCode === null) return inconclusive('it was killed', null)
  const reason = `exit ${ended.exitCode}${ended.last === '' ? '' : `: ${ended.last}`}`
  if (ended.exitCode === temporary) return inconclusive(reason, null)
  return { outcome: ended.exitCode === 0 ? 'pass' : 'fail', reason, samples: null }
}

type Ended =
  | { readonly exitCode: number | null; readonly last: string }
  | { readonly broken: string }
  | 'late'

async function runLimited(
  { run: [file = '', ...args], timeoutMs, cwd, env }: CommandGateSettings,
  window: GateWindow,
  { exec, clock }: Deps,
  signal: AbortSignal,
): Promise<Ended> {
  const told = {
    OPSCTL_CANDIDATE: window.candidate,
    OPSCTL_BASELINE: window.baseline,
    OPSCTL_WEIGHT: String(window.weight),
    OPSCTL_WINDOW_SECONDS: String(Math.floor(window.seconds)),
  }
  const late = new AbortController()
  const over = new AbortController()
  let last = ''
  const onLine = (line: string) => {
    if (line.trim() !== '') last = line.trim().slice(0, 200)
  }
  const command = { file, args, effect: 'read', cwd, env: { ...env, ...told } } as const
  const done = exec
    .run(command, { signal: AbortSignal.any([signal, late.signal]), onLine })
    .then<Ended, Ended>(
      ({ exitCode }) => (late.signal.aborted ? 'late' : { exitCode, last }),
      (error) => ({ broken: error instanceof OpsctlError ? error.message : String(error) }),
    )
  const patience = clock
    .sleep(timeoutMs, AbortSignal.any([signal, over.signal]))
    .then(() => late.abort())
    .then(() => clock.sleep(graceMs, over.signal))
    .then<Ended>(() => 'late')
  try {
    return await Promise.race([done, patience])
  } finally {
    over.abort()
  }
}
