let guarded = false

/**
 * Writes to stdout. A reader that went away (`opsctl history list | head -1`) ends the output, not the
 * program: the operation behind it is journaled and done.
 */
export function writeOut(text: string): void {
  guardStdout()
  process.stdout.write(text)
}

/** The same for what oclif writes by itself, such as help. */
export function guardStdout(): void {
  if (guarded) return
  guarded = true
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
