/*
 * Sequences by ECMA-48: OSC, DCS, SOS, PM and APC run to ST or BEL (or to the end when unclosed),
 * CSI to its final byte, then two-byte escapes, then single controls. The bidirectional overrides
 * are not controls by that standard, but they let a tool's output lie about its order.
 */
const strings =
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$|(?=\x1b))/g
const csi = /(?:\x1b\[|\x9b)[0-?]*[ -/]*(?:[@-~]|$)/g
const escapes = /\x1b[ -/]*[0-~]?/g
const singles = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g
const colour = /^\x1b\[[0-9;]*m$/
const singlesButEscape = /[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g

/** One line of foreign output without anything that could steer a terminal; tabs stay. */
export function withoutControls(line: string): string {
  return line.replace(strings, '').replace(csi, '').replace(escapes, '').replace(singles, '')
}

/** The same, but colours (SGR sequences and nothing else) stay; a reset closes them. */
export function withColoursOnly(line: string): string {
  let coloured = false
  const kept: string[] = []
  const text = line.replace(strings, '').replace(csi, (sequence) => {
    if (!colour.test(sequence)) return ''
    coloured = true
    kept.push(sequence)
    return '\x1b'
  })
  // What is left of ESC is ours (a placeholder for one kept colour) or a two-byte escape to drop.
  const parts = text.split('\x1b')
  if (parts.length - 1 !== kept.length) return withoutControls(line)
  const joined = parts
    .map((part, index) => part.replace(singlesButEscape, '') + (kept[index] ?? ''))
    .join('')
  return coloured ? `${joined}\x1b[0m` : joined
}

/** JSON escapes C0 by itself (RFC 8259, section 7), and not these. */
const unescaped = /[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g

/** A JSON text that steers no terminal when it is shown, and means the same. */
export function escapedControls(json: string): string {
  return json.replace(unescaped, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
