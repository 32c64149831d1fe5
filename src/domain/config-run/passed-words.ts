import { soundsSecret } from '../secret-variables.ts'
import type { Refusal } from './limit.ts'

/** Options of ansible-playbook that say how to run; each with whether a value follows. */
const allowed: ReadonlyMap<string, boolean> = new Map([
  ['--forks', true],
  ['-f', true],
  ['--timeout', true],
  ['-T', true],
  ['--tags', true],
  ['-t', true],
  ['--skip-tags', true],
  ['--start-at-task', true],
  ['--extra-vars', true],
  ['-e', true],
  ['--verbose', false],
  ['--diff', false],
  ['-D', false],
  ['--flush-cache', false],
  ['--force-handlers', false],
])
const verbosity = /^-v{1,6}$/
const variables = new Set(['--extra-vars', '-e'])

/**
 * Judges what stands after `--`. Only what says how to run may pass: another inventory, connection,
 * user, module path or playbook would leave the environment that the lock and the ledger name.
 * @returns why it is refused, or null.
 */
export function judgePassedWords(words: readonly string[]): Refusal | null {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    if (verbosity.test(word)) continue
    const [option, joined] = splitOption(word)
    const takesValue = allowed.get(option)
    if (takesValue === undefined) return unknownWord(word, option)
    if (!takesValue) {
      if (joined === null) continue
      return { field: option, rule: 'it takes no value', fix: `leave out ${JSON.stringify(word)}` }
    }
    const value = joined ?? words[++at]
    if (value === undefined || value === '') {
      return { field: option, rule: 'its value is missing', fix: `${option} VALUE` }
    }
    const refusal = variables.has(option)
      ? judgeVariables(option, value)
      : judgeValue(option, value)
    if (refusal !== null) return refusal
  }
  return null
}

/** `--forks=5` and `-f5` as an option and its value. */
function splitOption(word: string): readonly [string, string | null] {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=')
    return equals === -1 ? [word, null] : [word.slice(0, equals), word.slice(equals + 1)]
  }
  if (/^-[A-Za-z]./.test(word)) return [word.slice(0, 2), word.slice(2)]
  return [word, null]
}

function unknownWord(word: string, option: string): Refusal {
  const field = '--'
  if (option === '--limit' || option === '-l') {
    return { field, rule: 'hosts are chosen by opsctl', fix: 'say --limit before the --' }
  }
  if (option === '--check' || option === '-C') {
    return { field, rule: 'a check is no apply', fix: 'opsctl config check, or --dry-run' }
  }
  const rule = `${JSON.stringify(word)} is not among the options of ansible-playbook that may pass`
  return { field, rule, fix: `pass only ${[...allowed.keys()].join(', ')}, -v` }
}

function judgeValue(option: string, value: string): Refusal | null {
  if (!/^[-@]|\{[{%#]/.test(value)) return null
  return { field: option, rule: `${JSON.stringify(value)} is no value of it`, fix: 'correct it' }
}

function judgeVariables(option: string, value: string): Refusal | null {
  const fix = `${option} NAME=VALUE, or a variable in the environment's group_vars`
  if (value.startsWith('@')) {
    const rule = 'a file of variables is not read: it could be any file of this machine'
    return { field: option, rule, fix }
  }
  if (/\{[{%#]/.test(value)) {
    const rule = 'a template in a value would be run here, with all lookups'
    return { field: option, rule, fix }
  }
  const names = namesIn(value)
  if (names === null || names.length === 0) {
    return { field: option, rule: 'it is neither NAME=VALUE nor a JSON object', fix }
  }
  const secret = names.find(soundsSecret)
  if (secret !== undefined) {
    const rule = `${secret} sounds like a secret, and what is typed here is seen by every process`
    return { field: option, rule, fix: 'put it into the secret that db_secret_arn names' }
  }
  const own = names.find((name) => /^(ansible_|configuration_hash$|app_image$)/.test(name))
  if (own === undefined) return null
  const other = own === 'app_image' ? 'say --image instead' : fix
  return { field: option, rule: `${own} is not for a command line`, fix: other }
}

/** Names of all variables, also inside of a JSON object; null when it is neither form. */
function namesIn(value: string): readonly string[] | null {
  if (value.trimStart().startsWith('{')) {
    try {
      const names: string[] = []
      JSON.parse(value, (name, inner) => {
        if (name !== '') names.push(name)
        return inner
      })
      return names
    } catch {
      return null
    }
  }
  // As Ansible splits it: blanks part the pairs, except inside of quotes.
  const pairs = value.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []
  const names = pairs.map((pair) => /^([A-Za-z_]\w*)=/.exec(pair)?.[1])
  return names.every((name) => name !== undefined) ? (names as string[]) : null
}
