import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { nearest } from '../domain/near-miss.ts'
import {
  type ConfigProblem,
  configInvalid,
  configMissing,
  configUnreadable,
} from '../errors/index.ts'
import type { Files } from '../ports/files.ts'
import { findConfig } from './find.ts'
import { type Config, configSchema } from './schema.ts'

/** A configuration of this size is a mistake, not a configuration. */
const maxBytes = 256 * 1024

export interface LoadedConfig {
  readonly config: Config
  /** Absolute path of the file. */
  readonly path: string
  /** Absolute folder that holds it: the project. */
  readonly project: string
}

/**
 * Finds opsctl.yaml from `from` upwards, no further than the repository's root (the first folder
 * with a `.git`), and checks it.
 * @throws OpsctlError CONFIG_MISSING, CONFIG_UNREADABLE or CONFIG_INVALID, all exit 2.
 */
export async function loadConfig(files: Files, from: string): Promise<LoadedConfig> {
  const { path } = await findConfig(files, from)
  if (path === null) throw configMissing(from)
  const facts = await files.stat(path)
  if (facts?.kind === 'folder') {
    throw configUnreadable(path, 'is a folder', 'opsctl.yaml must be a file')
  }
  if (facts !== null && facts.sizeBytes > maxBytes) {
    const kib = Math.round(facts.sizeBytes / 1024)
    throw configUnreadable(path, `has ${kib} KiB`, `at most ${maxBytes / 1024} KiB are read`)
  }
  const text = await files.read(path)
  if (text === null) throw configMissing(from)
  return { config: parseConfig(text, path), path, project: path.slice(0, path.lastIndexOf('/')) }
}

/** Parses and checks the text of opsctl.yaml; `path` is for messages only. */
export function parseConfig(text: string, path: string): Config {
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
  const twice = duplicateKeys(document, lines)
  if (twice.length > 0) throw configInvalid(path, twice)
  const result = configSchema.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {})
  if (result.success) return result.data
  throw configInvalid(path, result.error.issues.flatMap(problemsOf))
}

function duplicateKeys(document: ReturnType<typeof parseDocument>, lines: LineCounter) {
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
