/** Flags that need no parser: each stands alone or, `-C`, before its value. */
export interface PlainFlags {
  readonly chdir?: string
  readonly json: boolean
  readonly 'no-input': boolean
}

const alone = new Map(['json', 'no-input'].map((name) => [`--${name}`, name]))

/**
 * Reads words as oclif's parser does, as long as each of them is one of a few that cannot be meant
 * otherwise; null for anything else, which is oclif's to read or to refuse.
 */
export function plainFlags(words: readonly string[]): PlainFlags | null {
  let chdir: string | undefined
  const given = new Set<string>()
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const name = word === '-C' || word === '--chdir' ? 'chdir' : alone.get(word)
    if (name === undefined || given.has(name)) return null
    given.add(name)
    if (name !== 'chdir') continue
    chdir = words[++at]
    if (chdir === undefined || !/^[\w./]/.test(chdir)) return null
  }
  const flags = { json: given.has('json'), 'no-input': given.has('no-input') }
  return chdir === undefined ? flags : { ...flags, chdir }
}
