/** Where a secret is planted; each place has secrets of its own, so that a leak tells whence it came. */
export const places = ['environment', 'variables', 'outputs', 'files', 'ansible'] as const
export type Place = (typeof places)[number]

/** Kinds of secrets, of which none is part of another or of an ordinary word. */
const kinds = {
  pem: (n: number) =>
    `-----BEGIN PRIVATE KEY-----\n${[0, 1, 2].map((row) => `MIIE${n}${row}IBADANBgkqhkiG9w0BAQ+/${'Qx7'.repeat(8)}${n}${row}`).join('\n')}\n-----END PRIVATE KEY-----\n`,
  json: (n: number) => `{"user":"ann","password":"jsOn-p4ss${n}<wörd>&\\"quoted\\""}`,
  short: (n: number) => `zQ7#${'klmnp'[n]}`,
  lines: (n: number) => `first-canary${n}-line\nsecond canary${n}/line+\n`,
  plain: (n: number) => `pl4in "canary${n}" välue/with+signs=`,
} as const

/** The secrets of one place by kind. */
export function secretsOf(place: Place): Readonly<Record<keyof typeof kinds, string>> {
  const n = places.indexOf(place)
  const all = Object.entries(kinds).map(([kind, make]) => [kind, make(n)])
  return Object.fromEntries(all) as Record<keyof typeof kinds, string>
}

/** What a careless tool prints about its secrets: each in every form, one a line where it can be. */
export function loud(secrets: readonly string[]): string {
  return secrets.flatMap(inAllForms).join('\n')
}

/** The secret as tools print it: raw, in base64, URL and JSON form, and in what encoders make of these. */
export function inAllForms(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64')
  const json = JSON.stringify(secret)
  const url = encodeURIComponent(secret)
  return [
    secret,
    `raw: ${secret}`,
    `base64: ${base64}`,
    `wrapped: ${base64.replaceAll(/.{76}/g, '$&\n')}`,
    `Authorization: Basic ${Buffer.from(`u:${secret}`).toString('base64')}`,
    `Authorization: Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
    `jwt: ${Buffer.from(secret).toString('base64url')}`,
    `url: https://u:${url}@h/?q=${url.replaceAll('%20', '+')}`,
    `lower: ${url.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())}`,
    `{"secret":${json}}`,
    // Go's encoder also escapes <, > and &, and a document may stand inside of a document.
    `{"go":${goEscaped(json)}}`,
    `{"twice":${JSON.stringify(json)}}`,
    `{"go of twice":${goEscaped(JSON.stringify(json))}}`,
    `{"twice of go":${JSON.stringify(goEscaped(json))}}`,
    // Python's encoder escapes what is not ASCII.
    `{"python":${json.replaceAll(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}}`,
  ]
}

function goEscaped(json: string): string {
  return json.replaceAll(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}

export interface Leak {
  readonly secret: string
  /** How it was found: as it is, or after what was undone. */
  readonly as: string
  readonly near: string
}

/**
 * Looks for the secrets in a text: as they are, and in what comes out when every URL, JSON and base64
 * form in it is undone. It knows nothing of how the redactor makes its forms.
 */
export function leakIn(text: string, secrets: readonly string[]): Leak | null {
  const needles = secrets.flatMap(partsOf)
  for (const [as, plain] of undone(text)) {
    const secret = needles.find((needle) => plain.includes(needle))
    if (secret === undefined) continue
    const at = plain.indexOf(secret)
    return { secret, as, near: plain.slice(Math.max(0, at - 60), at + secret.length + 20) }
  }
  return null
}

/** A secret, and each line of it that is not a frame that all keys have. */
function partsOf(secret: string): readonly string[] {
  return [secret, ...secret.split('\n')].filter(
    (part) => part.length >= 5 && !/^-----[A-Z ]+-----$/.test(part),
  )
}

function* undone(text: string): Iterable<readonly [string, string]> {
  yield ['raw', text]
  yield ['URL', unescapedUrl(text)]
  yield ['URL with +', unescapedUrl(text.replaceAll('+', ' '))]
  const once = unescapedJson(text)
  yield ['JSON', once]
  yield ['JSON twice', unescapedJson(once)]
  yield ['base64', base64In(text).join('\n')]
  yield ['base64 over lines', base64In(text.replaceAll('\n', '')).join('\n')]
}

function unescapedUrl(text: string): string {
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (hex) =>
    Buffer.from(hex.replaceAll('%', ''), 'hex').toString(),
  )
}

function unescapedJson(text: string): string {
  const short: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code, char) =>
    code === undefined ? (short[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** Every run of its letters, decoded from each of the four places where a group could begin. */
function base64In(text: string): readonly string[] {
  const runs = text.match(/[A-Za-z0-9+/_-]{7,}/g) ?? []
  return runs.flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString()),
  )
}
