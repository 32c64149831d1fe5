import { stripVTControlCharacters } from 'node:util'

/**
 * Rows in aligned columns, two blanks between, no frame: it can be read on 80 columns and cut with
 * awk. Widths count what is seen, colours apart; the last column is never padded.
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, seen(cell))
    })
  }
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

function seen(cell: string): number {
  return [...stripVTControlCharacters(cell)].length
}
