import { isShown, type Rehearsal } from '../domain/deployment/rehearsal.ts'
import { complaints, faultTitles, headline, seconds, sharesOf, wordOf } from './rehearsal-view.ts'

/** The rehearsal for a job's summary: a table with a row for each fault, and what went wrong. */
export function rehearsalMarkdown(rehearsal: Rehearsal): string {
  const rows = rehearsal.deployments.map((one) => {
    const back = one.backSeconds === null ? '' : seconds(one.backSeconds)
    const ended = `exit ${one.exitCode}, \`${one.code}\``
    const cells = [faultTitles[one.fault], ended, sharesOf(one), back, one.hits ?? '', wordOf(one)]
    return `| ${cells.join(' | ')} |\n`
  })
  const untried = rehearsal.untried.map(
    (fault) => `| ${faultTitles[fault]} | | | | | not tried |\n`,
  )
  const lines = rehearsal.deployments.flatMap(complaints).map((line) => `- ${plain(line)}\n`)
  return [
    `### ${isShown(rehearsal) ? '✅' : '❌'} ${plain(headline(rehearsal))}\n\n`,
    '| Fault | Ended | Old hosts got | Back in | Calls hit | |\n|---|---|---|---|---|---|\n',
    ...rows,
    ...untried,
    lines.length === 0 ? '' : `\n${lines.join('')}`,
  ].join('')
}

/** Foreign text that no mark-up, link or mention of it counts in. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|@~]/g, '\\$&')
}
