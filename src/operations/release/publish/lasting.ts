import type { DurableRun, Exec, LeftBehind } from '../../../ports/exec.ts'

/**
 * Runs what changes something so that it outlives this process, each under a name that a later
 * process finds: a build or a push that went on after a kill is waited for, not repeated beside it.
 */
export function lastingExec(exec: Exec, folder: string): Exec {
  return {
    ...exec,
    run: async (command, options) => {
      if (command.effect === 'read') return exec.run(command, options)
      const { next } = await runsSoFar(exec, folder)
      return exec.run(command, { ...options, durable: { folder, name: next } })
    },
  }
}

/** Waits for what an earlier process left running. */
export async function awaitLasting(exec: Exec, folder: string): Promise<void> {
  const { last } = await runsSoFar(exec, folder)
  if (last?.left.running === true) await exec.attach(last.run)
}

async function runsSoFar(exec: Exec, folder: string) {
  let last: { readonly run: DurableRun; readonly left: LeftBehind } | null = null
  for (let n = 1; ; n++) {
    const run = { folder, name: `image-${n}` }
    const left = await exec.leftBehind(run)
    if (left === null) return { last, next: run.name }
    last = { run, left }
  }
}
