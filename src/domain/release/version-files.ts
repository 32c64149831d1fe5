/** The version that a file carries; `rule` when it is not as it must be. */
export type Carried = { readonly version: string } | { readonly rule: string }

/**
 * The text of a file with another version, everything else as it was. A `.json` file carries it as
 * its own `version` (and, in an npm lock file, as that of the root package); any other file is the
 * version and nothing else.
 */
export function withVersion(path: string, text: string | null, version: string): string | null {
  if (!path.endsWith('.json')) return `${version}${lineEnd(text ?? '\n')}`
  if (text === null) return null
  const places = versionPlaces(text)
  if (places === null || places.length === 0) return null
  let result = text
  for (const { start, end } of places.toReversed()) {
    result = result.slice(0, start) + JSON.stringify(version) + result.slice(end)
  }
  return result
}

/** What a file says its version is. */
export function carriedVersion(path: string, text: string): Carried {
  if (!path.endsWith('.json')) return { version: text.replace(/^\ufeff/, '').trim() }
  const places = versionPlaces(text)
  if (places === null) return { rule: 'is not JSON' }
  const [first] = places
  return first ? { version: first.value } : { rule: 'has no "version" of its own that is a text' }
}

function lineEnd(text: string): string {
  return /\r?\n$/.exec(text)?.[0] ?? ''
}

interface Place {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** The keys, from the outermost, under which a version of this very package stands. */
const own = [['version'], ['packages', '', 'version']]

/** Where the versions stand, as offsets with their quotes; null when the text is not JSON. */
function versionPlaces(text: string): Place[] | null {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return null
  }
  const places: Place[] = []
  const path: string[] = []
  let key: string | null = null
  // It is JSON, so these tokens are all that matters: texts (with a colon: keys) and brackets.
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\],]/g
  for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
    const [token, colon] = found
    if (token === '{' || token === '[') {
      path.push(token === '[' ? '[' : (key ?? '{'))
      key = null
    } else if (token === '}' || token === ']') path.pop()
    else if (token === ',') key = null
    else if (colon !== undefined) key = JSON.parse(token.slice(0, -colon.length)) as string
    else if (key !== null && own.some((keys) => same(keys, [...path.slice(1), key ?? '']))) {
      const end = found.index + token.length
      places.push({ start: found.index, end, value: JSON.parse(token) as string })
    }
  }
  return places
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}
