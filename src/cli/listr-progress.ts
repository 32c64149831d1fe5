import { Listr, type ListrTaskWrapper } from 'listr2'
import type { Progress, StepLabel, StepOutcome } from '../ports/progress.ts'
import type { Paint } from '../ui/paint.ts'

type Task = ListrTaskWrapper<unknown, never, never>

/**
 * A spinner for each step, its latest news below, on a terminal. Listr2 renders what the engine
 * does; it decides nothing: each step is a task that ends when the engine says so.
 */
export function listrProgress(write: (line: string) => void, paint: Paint): Progress {
  let current: { task: Task | null; end: (outcome: StepOutcome, seconds: number) => void } | null =
    null

  const start = (step: StepLabel) => {
    const shown: { task: Task | null } = { task: null }
    const done = Promise.withResolvers<void>()
    const list = new Listr(
      [
        {
          title: step.title,
          task: (_, task) => {
            shown.task = task as unknown as Task
            return done.promise
          },
          rendererOptions: { outputBar: 3, persistentOutput: false },
        },
      ],
      {
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: { collapseErrors: false },
      },
    )
    list.run().catch(() => undefined)
    const end = (outcome: StepOutcome, seconds: number) => {
      if (shown.task !== null)
        shown.task.title = `${step.title} ${paint.dim(ending(outcome, seconds))}`
      if (outcome === 'failed' || outcome === 'interrupted') done.reject(new Error(outcome))
      else done.resolve()
    }
    current = {
      get task() {
        return shown.task
      },
      end,
    }
  }

  return {
    stepStarted: start,
    news: (line) => {
      if (current?.task) current.task.output = line
      else write(`    ${line}`)
    },
    stepEnded: (step, outcome, seconds) => {
      if (current === null) start(step)
      current?.end(outcome, seconds)
      current = null
    },
    note: write,
    warn: (line) => write(`${paint.yellow('Warning')}  ${line}`),
  }
}

function ending(outcome: StepOutcome, seconds: number): string {
  return outcome === 'done' ? `(${seconds.toFixed(1)} s)` : `(${outcome}, ${seconds.toFixed(1)} s)`
}
