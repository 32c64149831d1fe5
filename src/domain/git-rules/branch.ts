import { finding, type RuleFinding } from './finding.ts'
import { branchKinds, longestBranch } from './rules.ts'

/**
 * Why a text cannot be a branch at all, or null. Stricter than git-check-ref-format: quotes, dollar
 * signs and the like are legal there, and dangerous in every script that a name passes through.
 */
export function branchRefusal(name: string): string | null {
  if (name === '') return 'is empty'
  if (name.length > 250) return `has ${name.length} characters; a file system takes 250`
  if (/[^A-Za-z0-9._/-]/.test(name)) {
    return 'has a character that is not a letter, a digit or one of . _ / -'
  }
  if (name.startsWith('-')) return 'begins with a hyphen, which makes it an option'
  if (name.includes('..')) return 'has two dots in a row, which git reads as a range'
  if (/(^|\/)(\.|$)|\/\//.test(name)) return 'has an empty part, or one that begins with a dot'
  if (/(\.lock|\.)(\/|$)/.test(name)) return 'has a part that ends in a dot or in .lock'
  return null
}

const words = /^[a-z0-9]+([.-][a-z0-9]+)*$/

/** Judges a branch's name that `branchRefusal` lets through. */
export function checkBranch(name: string): RuleFinding[] {
  const place = { where: 'branch', line: null }
  // Dependabot names its branches itself (docs.github.com, "Customizing Dependabot pull requests").
  if (name === 'main' || name === 'develop' || name.startsWith('dependabot/')) return []
  const slash = name.indexOf('/')
  const kind = slash === -1 ? '' : name.slice(0, slash)
  const rest = name.slice(slash + 1)
  const known = (branchKinds as readonly string[]).includes(kind)
  const findings: RuleFinding[] = []
  if (!known) findings.push(finding('branch/kind', place, name, better(kind, rest)))
  else if (!words.test(rest)) {
    findings.push(finding('branch/words', place, name, `${kind}/${tidy(rest)}`))
  }
  if (name.length > longestBranch) findings.push(finding('branch/length', place, name))
  return findings
}

function better(kind: string, rest: string): string {
  const fixing = /^(bug|fix)/i.test(kind)
  return `${fixing ? 'fix' : 'feat'}/${tidy(rest)}`
}

/** The nearest words that pass. */
function tidy(text: string): string {
  const parts = text.toLowerCase().match(/[a-z0-9]+/g)
  return parts?.join('-').slice(0, 40).replace(/-$/, '') ?? 'restore-by-tag'
}
