import type { ChangeJson } from './plan-json.ts'

/** Shorter members of a secret document are ordinary words, such as a user's name. */
const shortestMember = 8

/** Every text and number that Terraform marks as sensitive in a change, before and after it. */
export function sensitiveValues(change: ChangeJson): readonly string[] {
  return [
    ...markedValues(change.before, change.before_sensitive),
    ...markedValues(change.after, change.after_sensitive),
  ]
}

/** The leaves of `value` that `marks` (true, or a structure that holds true) calls sensitive. */
export function markedValues(value: unknown, marks: unknown): readonly string[] {
  const found = new Set<string>()
  const todo: [unknown, unknown][] = [[value, marks]]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [part, mark] = next
    if (mark !== true && (typeof mark !== 'object' || mark === null)) continue
    if (typeof part === 'object' && part !== null) {
      for (const key of Object.keys(part)) {
        const below = mark === true ? true : Object.hasOwn(mark, key) && Reflect.get(mark, key)
        todo.push([Reflect.get(part, key), below])
      }
    } else if (mark === true && (typeof part === 'string' || typeof part === 'number')) {
      for (const one of withMembers(String(part))) found.add(one)
    }
  }
  return [...found]
}

/** A secret that is a JSON document: a tool may print a member of it alone. */
function withMembers(text: string): readonly string[] {
  if (!/^\s*[{[]/.test(text)) return [text]
  try {
    const members = markedValues(JSON.parse(text), true)
    return [text, ...members.filter((member) => member.length >= shortestMember)]
  } catch {
    return [text]
  }
}
