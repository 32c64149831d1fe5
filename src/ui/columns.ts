/**
 * Rows in aligned columns, two blanks between, no frame: it can be read on 80 columns and cut with
 * awk. Widths count characters; the last column is never padded.
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, [...cell].length)
    })
  }
  const text = rows.map((row) =>
    row
      .map((cell, index) => {
        const missing = (widths[index] ?? 0) - [...cell].length
        return index === row.length - 1 ? cell : cell + ' '.repeat(missing)
      })
      .join('  ')
      .trimEnd(),
  )
  return `${text.join('\n')}\n`
}
