import { stripVTControlCharacters } from 'node:util'

/**
 * Rows in aligned columns, two blanks between, no frame: it can be read on 80 columns and cut with
 * awk. Widths count what is seen, colours apart; the last column is never padded.
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows)
  const text = rows.map((row) =>
    row
      .map((cell, index) => {
        const missing = (widths[index] ?? 0) - seen(cell)
        return index === row.length - 1 ? cell : cell + ' '.repeat(missing)
      })
      .join('  ')
      .trimEnd(),
  )
  return `${text.join('\n')}\n`
}

/** What each column needs. */
function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, seen(cell))
    })
  }
  return widths
}

/** Room that a last column needs to be worth folding. */
const narrowest = 16

/**
 * The same with the last column folded at its blanks, so that no line is longer than `width`. Null is
 * for a file or another program, which want a row a line; so is a width that leaves too little room.
 */
export function columnsWithin(width: number | null, rows: readonly (readonly string[])[]): string {
  if (width === null) return columns(rows)
  const others = widthsOf(rows).slice(0, -1)
  const room = others.reduce((left, one) => left - one - 2, width)
  if (room < narrowest) return columns(rows)
  const last = others.length
  const blank = others.map(() => '')
  return columns(
    rows.flatMap((row) => {
      const [first = '', ...more] = folded(row[last] ?? '', room)
      return [[...row.slice(0, last), first], ...more.map((line) => [...blank, line])]
    }),
  )
}

/** The words of a text on as many lines as they need; one that is too long has a line of its own. */
function folded(text: string, room: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && seen(line) + 1 + seen(word) <= room)
      lines.push(`${lines.pop()} ${word}`)
    else lines.push(word)
  }
  return lines
}

function seen(cell: string): number {
  return [...stripVTControlCharacters(cell)].length
}
