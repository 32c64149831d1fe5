/** Levels of brackets. What Terraform and Ansible print of a real project has some twenty. */
export const deepestJson = 500

/** A text whose brackets are nested deeper than whatever walks over it could follow. */
export class JsonTooDeep extends Error {
  constructor() {
    super(`JSON that is nested more than ${deepestJson} levels deep`)
  }
}

/**
 * The value of a foreign text. JSON.parse takes any depth; what recurses afterwards (JSON.stringify is
 * one) would end for want of stack.
 * @throws JsonTooDeep, SyntaxError
 */
export function parseBounded(text: string): unknown {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === 0x5c) at += 1
      else if (code === 0x22) inText = false
    } else if (code === 0x22) inText = true
    else if ((code | 0x20) === 0x7b) {
      depth += 1
      if (depth > deepestJson) throw new JsonTooDeep()
    } else if ((code | 0x20) === 0x7d) depth -= 1
  }
  return JSON.parse(text)
}
