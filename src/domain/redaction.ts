const mark = '***'

/** Shorter values would blank out half of an ordinary text; nothing so short guards anything. */
const shortestSecret = 4

/**
 * Letters of base64 that are hidden inside of a longer text: six are 36 bits, which no word is by chance
 * and which a secret of five characters has. The last piece of a broken text may be shorter and is not.
 */
const shortestInner = 6
const shortestPiece = 8

/**
 * Hides secrets by their value, in the forms in which tools print them: raw, base64 (also when the
 * secret sits inside something longer), URL-encoded and JSON-escaped.
 */
export class Redactor {
  readonly #forms = new Set<string>()

  constructor(secrets: readonly string[] = []) {
    for (const secret of secrets) this.add(secret)
  }

  /** True while there is nothing to hide. */
  get knowsNothing(): boolean {
    return this.#forms.size === 0
  }

  /** From now on `secret` is hidden, and each of its lines. Values under four characters are not. */
  add(secret: string): void {
    for (const part of new Set([secret, ...secret.split(/\r?\n/)])) {
      if (part.length < shortestSecret) continue
      for (const form of formsOf(part)) this.#forms.add(form)
    }
  }

  /** The text with every occurrence of every form replaced by `***`; overlapping ones become one. */
  redact(text: string): string {
    const spans = [...this.#forms].flatMap((form) => occurrences(text, form))
    spans.sort((a, b) => a[0] - b[0])
    let out = ''
    let at = 0
    let last = -1
    for (const [from, to] of spans) {
      if (from >= at || last < 0) out += text.slice(at, from) + mark
      at = Math.max(at, to)
      last = from
    }
    return out + text.slice(at)
  }
}

function occurrences(text: string, form: string): [number, number][] {
  const found: [number, number][] = []
  for (let from = text.indexOf(form); from >= 0; from = text.indexOf(form, from + 1)) {
    found.push([from, from + form.length])
  }
  return found
}

function formsOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1)
  // Go's encoder (Terraform) also escapes these three, for HTML's sake.
  const goEscape = (text: string) =>
    text.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
  const goEscaped = goEscape(escaped)
  // A document inside of a document: Terraform's event about a tool that printed JSON.
  const twice = JSON.stringify(escaped).slice(1, -1)
  // Python's encoder (Ansible) escapes whatever is not ASCII.
  const ascii = escaped.replace(
    /[^ -~]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const url = encodeURIComponent(secret.toWellFormed())
  const strict = url.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const urls = [url, strict].flatMap((form) => [
    form,
    form.replaceAll('%20', '+'),
    form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
  ])
  return [
    secret,
    escaped,
    goEscaped,
    ascii,
    twice,
    goEscape(twice),
    JSON.stringify(goEscaped).slice(1, -1),
    ...urls,
    ...base64Forms(secret),
  ]
}

/**
 * Base64 depends on where in its triplets the secret begins: the three alignments, without the
 * characters at the edges that the neighbours decide. Both alphabets.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const padded = bytes.toString('base64')
  const whole = padded.replace(/=+$/, '')
  const inner = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const end = Math.floor(((shift + bytes.length) * 8) / 6)
    return text.slice(Math.ceil((shift * 8) / 6), end)
  })
  // `base64` and PEM break their lines after 76 and 64 characters; the output is judged by lines.
  const broken = [76, 64].flatMap((width) => padded.match(new RegExp(`.{1,${width}}`, 'g')) ?? [])
  const forms = [
    ...[padded, whole],
    ...inner.filter((form) => form.length >= shortestInner),
    ...broken.filter((form) => form.length >= shortestPiece),
  ]
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}
