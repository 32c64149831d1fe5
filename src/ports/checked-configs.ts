import type { JsonObject } from '../domain/json.ts'

/** Configurations that were found good before, so that the same text need not be checked again. */
export interface CheckedConfigs {
  /** What checking made of exactly this text; null when it is not known. */
  recall(text: string): JsonObject | null
  /** Remembers it where that is possible; a want of it is no error. */
  keep(text: string, config: JsonObject): void
}
