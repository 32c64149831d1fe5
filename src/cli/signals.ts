let controller: AbortController | null = null

/**
 * One signal for the whole process. The first SIGINT, SIGTERM or SIGHUP aborts it: children get one
 * interrupt and are awaited. A second one only says so: killing Terraform would leave its lock.
 */
export function interruptSignal(): AbortSignal {
  if (controller === null) {
    controller = listen()
  }
  return controller.signal
}

/** Whether somebody asked this process to end. */
export function wasInterrupted(): boolean {
  return controller?.signal.aborted === true
}

function listen(): AbortController {
  const made = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (made.signal.aborted) say('Still waiting for the running step to end in good order.')
      else {
        say('Interrupted: asking the running step to end; opsctl waits for it.')
        made.abort(signal)
      }
    })
  }
  return made
}

function say(line: string): void {
  process.stderr.write(`\n${line}\n`)
}
