/** Words that need no parser, each with the flag that it means. */
export interface PlainWords {
  /** Each stands alone. */
  readonly alone: Readonly<Record<string, string>>
  /** Each stands before its value. */
  readonly valued: Readonly<Record<string, string>>
}

/** Flags by name; what was not given is missing. */
export type GivenFlags = Readonly<Record<string, string | true>>

const everywhere: PlainWords = {
  alone: { '--json': 'json', '--no-input': 'no-input' },
  valued: { '-C': 'chdir', '--chdir': 'chdir' },
}

/** What stands in the way of nothing: `release bump` with the flags of every command. */
export const bumpWords: PlainWords = everywhere

export const rollbackWords: PlainWords = {
  alone: { ...everywhere.alone, '-y': 'yes', '--yes': 'yes' },
  valued: {
    ...everywhere.valued,
    ...{ '-e': 'env', '--env': 'env', '--confirm': 'confirm', '--to': 'to' },
  },
}

/**
 * Reads words as oclif's parser does, as long as each of them is one of a few that cannot be meant
 * otherwise; null for anything else, which is oclif's to read or to refuse.
 */
export function plainFlags(words: readonly string[], known: PlainWords): GivenFlags | null {
  const given: Record<string, string | true> = {}
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const valued = Object.hasOwn(known.valued, word)
    const name = valued ? known.valued[word] : Object.hasOwn(known.alone, word) && known.alone[word]
    if (!name || name in given) return null
    const value = valued ? words[++at] : true
    if (value === undefined || (value !== true && !/^[\w./]/.test(value))) return null
    given[name] = value
  }
  return given
}
