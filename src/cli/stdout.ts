let guarded = false

/**
 * Writes to stdout. A reader that went away (`opsctl history list | head -1`) ends the output, not the
 * program: the operation behind it is journaled and done.
 */
export function writeOut(text: string): void {
  guardStdout()
  process.stdout.write(text)
}

/** The same for output of any length: the next piece is made when the one before has been taken. */
export async function writePieces(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  guardStdout()
  const out = process.stdout
  for await (const piece of pieces) {
    if (out.destroyed) return
    if (out.write(piece)) continue
    await new Promise<void>((resolve) => {
      const go = () => {
        out.off('drain', go).off('close', go)
        resolve()
      }
      out.on('drain', go).on('close', go)
    })
  }
}

/** The same for what oclif writes by itself, such as help. */
export function guardStdout(): void {
  if (guarded) return
  guarded = true
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
