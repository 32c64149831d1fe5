import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { nearest } from '../domain/near-miss.ts'
import { type ConfigProblem, configInvalid, configUnreadable } from '../errors/index.ts'
import { type Config, configSchema } from './schema.ts'

/** Levels of brackets; the schema has four. */
const deepest = 32
const inARow = new RegExp(`(?:[?:-][ \\t]+){${deepest + 1}}`)
/** Columns of indentation. */
const widest = 200

/** Parses and checks the text of opsctl.yaml; `path` is for messages only. */
export function parseConfig(text: string, path: string): Config {
  const tooDeep = nestingProblem(text)
  if (tooDeep !== null)
    throw configUnreadable(path, tooDeep, 'a configuration is a few levels deep')
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
  })
  const [broken] = document.errors
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0])
    throw configUnreadable(path, `line ${line}, column ${col}: ${broken.message}`, 'mend the YAML')
  }
  const keys = keyProblems(document, lines)
  if (keys.length > 0) throw configInvalid(path, keys)
  const result = configSchema.safeParse(plainValue(document, path) ?? {})
  if (result.success) return result.data
  throw configInvalid(path, result.error.issues.flatMap(problemsOf))
}

/** Anchors are welcome; what grows out of a few of them is a bomb. */
function plainValue(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 })
  } catch (error) {
    throw configUnreadable(path, (error as Error).message, 'write it out, without anchors')
  }
}

/**
 * YAML's parser recurses, so the nesting is looked at before it: brackets, indentation, and
 * indicators in a row (`- - - `). Quotes are not understood; no configuration comes near the limit.
 */
function nestingProblem(text: string): string | null {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1
    else if ((character === ']' || character === '}') && depth > 0) depth -= 1
    if (depth > deepest) return `brackets are nested more than ${deepest} deep`
  }
  for (const line of text.split('\n')) {
    if ((/^[ \t?:-]*/.exec(line)?.[0].length ?? 0) > widest) return `a line is indented too far`
    if (inARow.test(line)) return `more than ${deepest} levels begin in one line`
  }
  return null
}

function keyProblems(document: ReturnType<typeof parseDocument>, lines: LineCounter) {
  const problems: ConfigProblem[] = []
  visit(document, {
    Map(_, map) {
      if (!isMap(map)) return
      const seen = new Set<string>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        const field = String(key.value)
        if (seen.has(field)) {
          const line = lines.linePos(key.range?.[0] ?? 0).line
          problems.push({
            field,
            rule: `stands twice (again in line ${line})`,
            fix: `keep one of the two; YAML would silently take the last`,
          })
        }
        seen.add(field)
      }
    },
  })
  return problems
}

function problemsOf(issue: z.core.$ZodIssue): ConfigProblem[] {
  const at = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = keysAt(at)
      const near = nearest(key, known)
      return {
        field: [...at, key].join('.'),
        rule: 'is not a key of opsctl.yaml',
        fix: near ? `did you mean ${near}?` : `known here: ${known.join(', ') || 'none'}`,
      }
    })
  }
  const field = at.join('.') || 'opsctl.yaml'
  return [{ field, rule: issue.message, fix: fixFor(issue) }]
}

function fixFor(issue: z.core.$ZodIssue): string {
  // A message of the schema's own says more than the type does.
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return `give a value of type ${issue.expected}`
  }
  if (issue.code === 'invalid_value') return `one of: ${issue.values.map(String).join(', ')}`
  return issue.message
}

/** The keys that the schema knows at a path; walks zod's own tree, so it cannot drift from it. */
function keysAt(path: readonly string[]): string[] {
  let node: unknown = configSchema
  for (const part of path) {
    const inner = unwrap(node)
    if (inner?.type === 'object') node = inner.shape?.[part]
    else if (inner?.type === 'record') node = inner.valueType
    else if (inner?.type === 'array') node = inner.element
    else return []
  }
  const found = unwrap(node)
  const shapes = found?.options?.map((option) => unwrap(option)?.shape) ?? [found?.shape]
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape ?? {})))]
}

interface Definition {
  readonly type: string
  readonly innerType?: unknown
  readonly valueType?: unknown
  readonly element?: unknown
  readonly options?: readonly unknown[]
  readonly shape?: Record<string, unknown>
}

function unwrap(node: unknown): Definition | undefined {
  let definition = (node as { def?: Definition } | undefined)?.def
  while (definition?.innerType !== undefined) {
    definition = (definition.innerType as { def?: Definition }).def
  }
  return definition
}
