import { nearest } from '../near-miss.ts'
import { checkBreaking } from './breaking.ts'
import { finding, hasInvisible, type RuleFinding } from './finding.ts'
import type { Line } from './message-lines.ts'
import { longestLine, longestTitle, type RuleId, types } from './rules.ts'

/** A message, and what is known of the commit that carries it. */
export interface Message {
  /** How findings name it. */
  readonly where: string
  /** Lines with their numbers in the file or commit. */
  readonly lines: readonly Line[]
  /** `draft`: about to be committed; `single` and `merge`: a commit, by the number of its parents. */
  readonly stage: 'draft' | 'single' | 'merge'
}

/** Judges one message. Time and memory grow with its length and no faster. */
export function checkMessage({ where, lines, stage }: Message): RuleFinding[] {
  const first = lines.findIndex((line) => line.text.trim() !== '')
  const head = lines[first]
  if (head === undefined) return [finding('message/empty', { where, line: 1 }, '')]
  const below = lines.slice(first + 1)
  const findings = lines.flatMap((line) => checkCharacters(where, line))
  // What git itself writes for a merge is no sentence of ours; only its characters count.
  if (stage === 'merge' || (stage === 'draft' && /^Merge \S/.test(head.text))) return findings
  const title = head.text.trimEnd()
  const at = { where, line: head.number }
  if (fixup.test(title)) {
    return stage === 'draft' ? findings : [...findings, finding('message/fixup', at, title)]
  }
  if (!(revertTitle.test(title) && below.some((line) => revertLine.test(line.text)))) {
    findings.push(...checkHeader(title, at))
  }
  if (title.length > longestTitle) findings.push(finding('message/length', at, title))
  const second = below[0]
  if (second !== undefined && second.text.trim() !== '') {
    findings.push(finding('message/blank-line', { where, line: second.number }, second.text))
  }
  return [...findings, ...checkWrap(where, below), ...checkBreaking(where, below)]
}

const fixup = /^(fixup|squash|amend)! /
// What `git revert` writes; releases understand it as well as "revert: …".
const revertTitle = /^(Revert|Reapply) ".*"/
const revertLine = /^This reverts commit [0-9a-f]{7,64}\b/

function checkCharacters(where: string, { number, text }: Line): RuleFinding[] {
  const at = { where, line: number }
  const findings: RuleFinding[] = []
  // Whoever read the bytes put this in the place of what is not UTF-8.
  const broken = text.indexOf('\ufffd')
  if (broken !== -1) findings.push(finding('message/utf-8', at, around(text, broken)))
  // A carriage return at the end is how some editors end lines; git drops it.
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  if (hasInvisible(line)) findings.push(finding('message/invisible', at, line))
  return findings
}

function around(text: string, at: number): string {
  return text.slice(Math.max(0, at - 30), at + 30)
}

const header = /^([A-Za-z]+)(\(([^()]*)\))?(!?): (.*)$/
const scopeForm = /^[a-z0-9]+([._/-][a-z0-9]+)*$/

function checkHeader(title: string, at: { where: string; line: number }): RuleFinding[] {
  // No header of a message that could pass is longer, and no expression should see a megabyte.
  const start = title.slice(0, 4 * longestTitle)
  const [, type = '', , scope, mark = '', rest = ''] = header.exec(start) ?? []
  if (type === '' || rest.trim() === '' || rest !== rest.trimStart()) {
    return [finding('message/header', at, start)]
  }
  const known = (types as readonly string[]).includes(type)
  const broken: RuleId[] = []
  if (!known) broken.push('message/type')
  if (scope !== undefined && !scopeForm.test(scope)) broken.push('message/scope')
  if (/[^.]\.$/.test(title)) broken.push('message/full-stop')
  const meant = known ? type : (other.get(type.toLowerCase()) ?? nearest(type, types) ?? 'feat')
  const better = tidied(`${meant}${tidyScope(scope)}${mark}: `, rest)
  return broken.map((rule) => finding(rule, at, start, better))
}

/** A scope that passes and is not cut when shown, in its parentheses; empty where nothing of it would. */
function tidyScope(scope = ''): string {
  if (scopeForm.test(scope) && scope.length <= 20) return `(${scope})`
  const words = scope.toLowerCase().match(/[a-z0-9]+/g)
  return words === null ? '' : `(${words.join('-').slice(0, 20).replace(/-$/, '')})`
}

/** The same header with all of its rules kept; undefined where nothing would be left of it. */
function tidied(start: string, rest: string): string | undefined {
  const words = rest
    .replaceAll('\ufffd', '?')
    .trimEnd()
    .replace(/(^|[^.])\.$/, '$1')
    .trimEnd()
  return words === '' ? undefined : start + words
}

/** Types that people know from elsewhere. */
const other: ReadonlyMap<string, string> = new Map([
  ['feature', 'feat'],
  ['bug', 'fix'],
  ['bugfix', 'fix'],
  ['hotfix', 'fix'],
  ['tests', 'test'],
  ['doc', 'docs'],
  ['deps', 'build'],
  ['performance', 'perf'],
])

function checkWrap(where: string, lines: readonly Line[]): RuleFinding[] {
  let fenced = false
  return lines.flatMap(({ number, text }) => {
    if (text.startsWith('```')) fenced = !fenced
    const long = text.trimEnd().length > longestLine
    // Code, quotations and addresses cannot be wrapped.
    const asIs = fenced || /^( {4}|\t|> )/.test(text) || !/\S\s+\S/.test(text.slice(0, longestLine))
    const free = asIs || text.includes('://')
    return long && !free ? [finding('message/wrap', { where, line: number }, text)] : []
  })
}
