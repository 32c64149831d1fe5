import { resolve } from 'node:path'
import { systemClock } from '../../adapters/clock.ts'
import { dryRunExec, shellLine } from '../../adapters/dry-run.ts'
import { nodeExec } from '../../adapters/exec.ts'
import { nodeFiles } from '../../adapters/files.ts'
import { linuxProcesses } from '../../adapters/processes.ts'
import {
  agreeingPrompt,
  answeredPrompt,
  refusingPrompt,
  terminalPrompt,
} from '../../adapters/prompts.ts'
import { type LoadedConfig, loadConfig } from '../../config/load.ts'
import type { Redactor } from '../../domain/redaction.ts'
import type { Exec } from '../../ports/exec.ts'
import type { Progress } from '../../ports/progress.ts'
import type { Prompt } from '../../ports/prompt.ts'
import { shielded } from '../actions-shield.ts'
import { hiddenProgress } from '../hidden-progress.ts'
import { listrProgress } from '../listr-progress.ts'
import { plainProgress } from '../plain-progress.ts'
import type { Call } from './call.ts'
import { checkedBefore } from './checked-before.ts'

/** The adapters of one invocation, before anything of a project is known. */
export interface Workplace {
  readonly call: Call
  readonly files: typeof nodeFiles
  readonly clock: typeof systemClock
  readonly exec: Exec
  readonly progress: Progress
  readonly prompt: Prompt
  readonly redactor: Redactor
  /** Absolute folder in which the command works. */
  readonly folder: string
}

/** Builds the adapters. Nothing is read and nothing is started. */
export function openWorkplace(call: Call): Workplace {
  const shield = call.terminal.githubActions ? shielded : (line: string) => line
  const write = (line: string) => void process.stderr.write(`${shield(line)}\n`)
  const show = call.terminal.animated ? listrProgress : plainProgress
  const { redactor } = call
  const progress = hiddenProgress(show(write, call.paint), redactor)
  const real = nodeExec({
    redactor,
    signal: call.signal,
    processes: linuxProcesses,
    colours: call.terminal.colourErr,
  })
  const spawning = call.flags.verbose === true ? verboseExec(real, progress, redactor) : real
  const dry = call.flags['dry-run'] === true
  return {
    call,
    files: nodeFiles,
    clock: systemClock,
    exec: dry ? dryRunExec(spawning, progress, redactor) : spawning,
    progress,
    prompt: dry ? agreeingPrompt() : promptFor(call, progress),
    redactor,
    folder: resolve(call.flags.chdir ?? '.'),
  }
}

/** Tells each command before it runs, so that it can be pasted into a shell. */
function verboseExec(exec: Exec, progress: Progress, redactor: Redactor): Exec {
  return {
    ...exec,
    run: (command, options) => {
      progress.note(`$ ${redactor.redact(shellLine(command))}`)
      return exec.run(command, options)
    },
  }
}

/** The project around the workplace's folder. @throws OpsctlError CONFIG_* (exit 2) */
export function openProject(place: Workplace): Promise<LoadedConfig> {
  return loadConfig(place.files, place.folder, checkedBefore())
}

function promptFor(call: Call, progress: Progress): Prompt {
  const person = call.terminal.interactive
    ? terminalPrompt(() => progress.yieldScreen())
    : refusingPrompt()
  return answeredPrompt(call.flags.yes === true, call.flags.confirm, person)
}
