import type { Paint } from './paint.ts'

/** `doctor`'s findings: a line each, with the fix below what fails. */
export function findingsText(
  findings: readonly { check: string; ok: boolean; found: string; fix: string | null }[],
  paint: Paint,
): string {
  const width = Math.max(...findings.map((one) => one.check.length))
  const lines = findings.flatMap(({ check, ok, found, fix }) => {
    const mark = ok ? paint.green('ok  ') : paint.red('FAIL')
    const line = `${mark}  ${check.padEnd(width)}  ${found}`
    return fix === null ? [line] : [line, `      ${' '.repeat(width)}  fix: ${fix}`]
  })
  return `${lines.join('\n')}\n`
}
