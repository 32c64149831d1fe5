import type { Redactor } from '../domain/redaction.ts'

/**
 * The same bytes without the secrets. A piece may end anywhere, so what follows its last line break
 * waits for the next one: secrets are hidden line by line.
 */
export async function* redactedPieces(
  pieces: AsyncIterable<Uint8Array>,
  redactor: Redactor,
): AsyncIterable<Uint8Array> {
  if (redactor.knowsNothing) {
    yield* pieces
    return
  }
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + decoder.decode(piece, { stream: true })
    const end = text.lastIndexOf('\n') + 1
    rest = text.slice(end)
    if (end > 0) yield encoder.encode(redactor.redact(text.slice(0, end)))
  }
  yield encoder.encode(redactor.redact(rest + decoder.decode()))
}
