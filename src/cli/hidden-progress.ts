import type { Redactor } from '../domain/redaction.ts'
import type { Progress } from '../ports/progress.ts'

/**
 * Tells the same without the secrets that are known by then. What a child prints is safe before it gets
 * here; what AWS or a document says is not, and ends up in warnings and news all the same.
 */
export function hiddenProgress(progress: Progress, redactor: Redactor): Progress {
  const hide = (line: string) => redactor.redact(line)
  return {
    ...progress,
    news: (line) => progress.news(hide(line)),
    note: (line) => progress.note(hide(line)),
    warn: (line) => progress.warn(hide(line)),
  }
}
