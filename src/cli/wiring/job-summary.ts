import type { OperationEnd } from '../../engine/index.ts'
import { failureMarkdown, outcomeMarkdown } from '../../ui/outcome-markdown.ts'
import { asOpsctlError } from '../foreign-errors.ts'
import type { Workplace } from './workplace.ts'

/**
 * Writes a summary in Markdown: to `file` when one is named, and to the job's summary in GitHub
 * Actions. `file` is absolute.
 */
export async function publishMarkdown(
  workplace: Workplace,
  markdown: string,
  file: string | null,
): Promise<void> {
  const text = workplace.redactor.redact(markdown)
  if (file !== null) await workplace.files.write(file, text, 0o644)
  const summary = process.env['GITHUB_STEP_SUMMARY']
  if (!workplace.call.terminal.githubActions || !summary) return
  if ((await workplace.files.stat(summary))?.kind !== 'file') return
  await workplace.files.append(summary, `${text}\n`)
}

/**
 * Runs an operation and notes in the job's summary how it ended, well or not. `what` is its command.
 * @throws what `run` throws
 */
export async function withOutcome(
  workplace: Workplace,
  what: string,
  environment: string,
  run: () => Promise<OperationEnd>,
): Promise<OperationEnd> {
  try {
    const end = await run()
    // A dry run has no operation that one could look up.
    if (workplace.call.flags['dry-run'] === true) return end
    await publishMarkdown(workplace, outcomeMarkdown(what, environment, end), null)
    return end
  } catch (error) {
    const words = failureMarkdown(what, environment, asOpsctlError(error, what))
    // The summary is a courtesy: it never takes the place of what went wrong.
    await publishMarkdown(workplace, words, null).catch(() => undefined)
    throw error
  }
}
