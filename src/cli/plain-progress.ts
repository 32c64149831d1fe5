import type { Progress, StepOutcome } from '../ports/progress.ts'
import type { Paint } from '../ui/paint.ts'

const words: Readonly<Record<StepOutcome, string>> = {
  done: 'done',
  'already-done': 'nothing to do',
  skipped: 'skipped (dry run)',
  failed: 'FAILED',
  undone: 'undone',
  interrupted: 'interrupted',
}

/** Plain lines for logs and pipes: one when a step starts, one for each news, one when it ends. */
export function plainProgress(write: (line: string) => void, paint: Paint): Progress {
  return {
    stepStarted: (step) => write(`${paint.bold('>')} ${step.title}`),
    news: (line) => write(`    ${line}`),
    stepEnded: (step, outcome, seconds) => {
      const colour = outcome === 'failed' ? paint.red : paint.green
      write(`${colour('<')} ${step.title}: ${words[outcome]} (${seconds.toFixed(1)} s)`)
    },
    yieldScreen: async () => undefined,
    note: (line) => write(line),
    warn: (line) => write(`${paint.yellow('Warning')}  ${line}`),
  }
}
