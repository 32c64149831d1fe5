/**
 * Which lines stand in fenced code, their fences with them. A fence that nothing closes is none: what
 * comes after it would be hidden for good.
 */
export function fencedLines(lines: readonly string[]): (line: number) => boolean {
  const fences = lines.flatMap((line, index) => (/^(```|~~~)/.test(line) ? [index] : []))
  const pairs: (readonly [number, number])[] = []
  for (let at = 0; at + 1 < fences.length; at += 2) {
    pairs.push([fences[at] ?? 0, fences[at + 1] ?? 0])
  }
  return (line) => pairs.some(([from, to]) => from <= line && line <= to)
}
