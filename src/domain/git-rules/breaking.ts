import { finding, type RuleFinding } from './finding.ts'
import type { Line } from './message-lines.ts'

// Conventional Commits 1.0.0, clauses 12 and 16: capitals, a space or a hyphen, colon, space, text.
const right = /^BREAKING[ -]CHANGE: +\S/
// A trailer: where one stands, the next needs no empty line before it.
const trailer = /^[A-Za-z][A-Za-z0-9-]*(: | #)/

/**
 * Lines that announce a break: those that mean to and would not be understood, and those that would
 * be understood although they stand in the middle of a paragraph (a quotation, a forged footer).
 */
export function checkBreaking(where: string, lines: readonly Line[]): RuleFinding[] {
  const findings: RuleFinding[] = []
  let fenced = false
  let before = ''
  for (const { number, text } of lines) {
    if (text.startsWith('```')) fenced = !fenced
    const at = { where, line: number }
    if (!fenced && right.test(text)) {
      if (before.trim() !== '' && !trailer.test(before) && !right.test(before)) {
        findings.push(finding('message/breaking-place', at, text))
      }
    } else if (!fenced && meansBreaking(text))
      findings.push(finding('message/breaking-form', at, text))
    before = text
  }
  return findings
}

/** Reads like the token to a person: other case, blanks, look-alike letters, no text after it. */
function meansBreaking(text: string): boolean {
  const [start = ''] = text.slice(0, 60).split(/[:：]/, 1)
  const colon = start.length < text.length && start.length < 60
  const latin = [...start.normalize('NFKC').toUpperCase()].map((one) => lookAlikes[one] ?? one)
  const plain = latin.join('').replace(/[^A-Z]/g, '')
  return colon && /^BREAKING(CHANGES?)?$/.test(plain)
}

/** Capitals of Cyrillic and Greek that look Latin (of Unicode TR39's confusables those needed here). */
const lookAlikes: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  І: 'I',
  К: 'K',
  Н: 'H',
  С: 'C',
  Ԍ: 'G',
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Ι: 'I',
  Κ: 'K',
  Η: 'H',
  Ν: 'N',
  Ρ: 'P',
  Ϲ: 'C',
}
