import { join } from 'node:path'
import { isAsFound, isShown, type Rehearsal } from '../domain/deployment/rehearsal.ts'
import { exitCodes } from '../errors/index.ts'
import { rehearsalHtml } from '../ui/rehearsal-html.ts'
import { rehearsalMarkdown } from '../ui/rehearsal-markdown.ts'
import type { Workplace } from './wiring/workplace.ts'

/** Absolute paths of files that a person asked for. */
interface Wanted {
  readonly report: string | null
  readonly markdown: string | null
}

/**
 * Writes the rehearsal's report, and its summary where one is wanted.
 * @returns the report's absolute path
 */
export async function reportRehearsal(
  workplace: Workplace,
  rehearsal: Rehearsal,
  { report, markdown }: Wanted,
): Promise<string> {
  const { openProject, publishMarkdown } = await import('./wiring/index.ts')
  const { files, redactor } = workplace
  const { project } = await openProject(workplace)
  const file = report ?? join(project, '.opsctl', 'rehearsal.html')
  await files.write(file, redactor.redact(rehearsalHtml(rehearsal)), 0o644)
  await publishMarkdown(workplace, rehearsalMarkdown(rehearsal), markdown)
  return file
}

/** 0: shown. 5: not shown, but nothing is left of it. 6: something is. */
export function rehearsalExitCode(rehearsal: Rehearsal): number {
  if (!isAsFound(rehearsal)) return exitCodes.stuck
  return isShown(rehearsal) ? 0 : exitCodes.gate
}
