import { soundsSecret } from '../../domain/secret-variables.ts'
import { badInput } from '../../errors/index.ts'

/** What `terraform plan` may be given after `--`, and whether a value belongs to it. */
const allowed: Readonly<Record<string, 'value' | 'alone'>> = {
  var: 'value',
  'var-file': 'value',
  target: 'value',
  exclude: 'value',
  replace: 'value',
  parallelism: 'value',
  refresh: 'value',
  'compact-warnings': 'alone',
}

/**
 * The words after `--` as Terraform gets them, each with its value in one word, so that no value can
 * be taken for a flag. What would make another plan than the command says (`-destroy`), write it
 * elsewhere (`-out`, `-state`) or leave the lock (`-lock=false`) is refused.
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export function passedWords(words: readonly string[]): readonly string[] {
  const out: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    // Go's flag package: one dash or two, a value after `=` or in the next word.
    const [, name = '', value] = /^--?([A-Za-z][A-Za-z-]*)(?:=([\s\S]*))?$/.exec(word) ?? []
    const kind = Object.hasOwn(allowed, name) ? allowed[name] : undefined
    if (kind === undefined) throw refused(word)
    if (name === 'var') refuseSecret(word, value ?? words[at + 1] ?? '')
    if (kind === 'alone' || value !== undefined || name === 'refresh') {
      out.push(value === undefined ? `-${name}` : `-${name}=${value}`)
      continue
    }
    at += 1
    const next = words[at]
    if (next === undefined || next.startsWith('-')) {
      throw badInput(`-- ${word}`, 'its value is missing', `write ${word}=VALUE in one word`)
    }
    out.push(`-${name}=${next}`)
  }
  return out
}

/** The files that words of `passedWords` name, as typed: Terraform takes them from its own folder. */
export function variableFiles(words: readonly string[]): readonly string[] {
  const flag = '-var-file='
  return words.filter((word) => word.startsWith(flag)).map((word) => word.slice(flag.length))
}

/** Words are journaled, and every process of the machine sees them. */
function refuseSecret(word: string, assignment: string): void {
  const name = assignment.split('=', 1)[0] ?? ''
  if (!soundsSecret(name)) return
  const what = `${word.split('=', 1)[0]} ${name}`
  throw badInput(`-- ${what}`, 'sounds like a secret', `in the environment: TF_VAR_${name}`)
}

function refused(word: string): Error {
  const known = Object.keys(allowed).map((name) => `-${name}`)
  return badInput(
    `-- ${JSON.stringify(word).slice(0, 80)}`,
    'is not passed on to terraform plan',
    `after -- stand only: ${known.join(' ')}; to destroy: opsctl infra down`,
  )
}
