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
