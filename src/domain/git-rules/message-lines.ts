/** A line of a message. */
export interface Line {
  /** From 1, as an editor shows it. */
  readonly number: number
  readonly text: string
}

// `git commit --verbose` puts the diff below this line and drops everything from it on.
const scissors = /^. -+ >8 -+$/

/**
 * The lines of a message file as an editor left it, numbered as the editor shows them, without what
 * git will drop: comments and everything below the scissors.
 */
export function draftLines(text: string): Line[] {
  const lines = numbered(text)
  const cut = lines.findIndex((line) => scissors.test(line.text))
  const kept = cut === -1 ? lines : lines.slice(0, cut)
  return withoutEmptyEnd(kept.filter((line) => !line.text.startsWith('#')))
}

/** The lines of a commit's message. */
export function committedLines(text: string): Line[] {
  return withoutEmptyEnd(numbered(text))
}

function numbered(text: string): Line[] {
  return text.split('\n').map((line, index) => ({ number: index + 1, text: line }))
}

function withoutEmptyEnd(lines: readonly Line[]): Line[] {
  const last = lines.findLastIndex((line) => line.text.trim() !== '')
  return lines.slice(0, last + 1)
}
