import { JsonTooDeep, parseBounded } from '../domain/bounded-json.ts'
import { foreignWords, toolFailed } from '../errors/index.ts'

/**
 * What a program printed as JSON; `line` is the program with its first words, as people type it.
 * @throws OpsctlError TOOL_FAILED
 */
export function printedJson<T>(line: string, text: string, next: readonly string[]): T {
  try {
    return parseBounded(text) as T
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof JsonTooDeep)) throw error
    const how = `printed what opsctl cannot read: ${foreignWords(error)}`
    throw toolFailed(line, how, 'Nothing was changed.', next, error)
  }
}
