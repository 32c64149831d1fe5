import { join, resolve } from 'node:path'
import { isAsFound, isShown, type Rehearsal } from '../domain/deployment/rehearsal.ts'
import { exitCodes } from '../errors/index.ts'
import { rehearsalHtml } from '../ui/rehearsal-html.ts'
import { rehearsalMarkdown } from '../ui/rehearsal-markdown.ts'
import type { Workplace } from './wiring/workplace.ts'

/** Files that a person asked for, as typed. */
interface Wanted {
  readonly report: string | undefined
  readonly markdown: string | undefined
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
  const { files, folder, redactor } = workplace
  const { project } = await openProject(workplace)
  const file = report ? resolve(folder, report) : join(project, '.opsctl', 'rehearsal.html')
  await files.write(file, redactor.redact(rehearsalHtml(rehearsal)), 0o644)
  const summary = markdown ? resolve(folder, markdown) : null
  await publishMarkdown(workplace, rehearsalMarkdown(rehearsal), summary)
  return file
}

/** 0: shown. 5: not shown, but nothing is left of it. 6: something is. */
export function rehearsalExitCode(rehearsal: Rehearsal): number {
  if (!isAsFound(rehearsal)) return exitCodes.stuck
  return isShown(rehearsal) ? 0 : exitCodes.gate
}
