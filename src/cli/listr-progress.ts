import type { ListrTaskWrapper } from 'listr2'
import type { Progress, StepLabel, StepOutcome } from '../ports/progress.ts'
import type { Paint } from '../ui/paint.ts'

type Task = ListrTaskWrapper<unknown, never, never>

/** A step on the screen: the list that draws it, and the way to end it. */
interface Shown {
  readonly task: Promise<Task>
  /** Resolves when the list has left the screen. */
  end(title: string, good: boolean): Promise<void>
}

/**
 * A spinner for each step, its latest news below, on a terminal. Listr2 renders what the engine
 * does; it decides nothing: each step is a list of one task that ends when the engine says so, and
 * the next begins only when it has left the screen (two at once would take each other's output).
 */
export function listrProgress(write: (line: string) => void, paint: Paint): Progress {
  let shown: Shown | null = null
  let latest: Task | null = null

  const leave = async (title: string, good: boolean) => {
    const ending = shown
    shown = null
    latest = null
    await ending?.end(title, good)
  }

  return {
    async stepStarted(step) {
      shown = draw(await import('listr2'), step)
      latest = await shown.task
    },
    news(line) {
      if (latest !== null) latest.output = line
    },
    async stepEnded(step, outcome, seconds) {
      const title = `${step.title} ${paint.dim(ending(outcome, seconds))}`
      const good = outcome !== 'failed' && outcome !== 'interrupted'
      if (shown !== null) await leave(title, good)
      else write(`${good ? paint.green('✔') : paint.red('✖')} ${title}`)
    },
    async yieldScreen() {
      await leave('', true)
    },
    note: write,
    warn: (line) => write(`${paint.yellow('Warning')}  ${line}`),
  }
}

function draw({ Listr }: typeof import('listr2'), step: StepLabel): Shown {
  const begun = Promise.withResolvers<Task>()
  const over = Promise.withResolvers<void>()
  const list = new Listr(
    [
      {
        title: step.title,
        task: (_, task) => {
          begun.resolve(task as unknown as Task)
          return over.promise
        },
        rendererOptions: { outputBar: 3 },
      },
    ],
    { exitOnError: false, registerSignalListeners: false },
  )
  const drawn = list.run()
  const end = async (title: string, good: boolean) => {
    const task = await begun.promise
    if (title !== '') task.title = title
    if (good) over.resolve()
    else over.reject(new Error(title))
    await drawn.catch(() => undefined)
  }
  return { task: begun.promise, end }
}

function ending(outcome: StepOutcome, seconds: number): string {
  return outcome === 'done' ? `(${seconds.toFixed(1)} s)` : `(${outcome}, ${seconds.toFixed(1)} s)`
}
