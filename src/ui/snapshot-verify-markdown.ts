import { code } from './code-span.ts'
import { ageText } from './snapshot-age.ts'
import type { Verified } from './snapshot-verify-view.ts'

/** The verdict as Markdown for a job's summary: recovery time, age of the data, a row a check. */
export function verifiedMarkdown(environment: string, verified: Verified): string {
  const { snapshot, checks, recoverySeconds, dataAgeSeconds } = verified
  const good = checks.length > 0 && checks.every((one) => one.good)
  const verdict = good ? 'can be relied on' : '**cannot be relied on**'
  const recovery = recoverySeconds === null ? 'it never answered' : `${recoverySeconds} s`
  const rows = checks.map(
    ({ good: yes, name, found }) =>
      `| ${yes ? 'yes' : '**NO**'} | ${code(name)} | ${code(found.slice(0, 300))} |`,
  )
  return [
    `### Snapshot ${code(snapshot)} of ${code(environment)} ${verdict}`,
    '',
    `Recovery time: **${recovery}**. Age of the data: **${ageText(dataAgeSeconds)}**.`,
    '',
    ...(rows.length > 0
      ? ['| | Check | Found |', '|---|---|---|', ...rows]
      : ['Nothing could be checked.']),
    '',
  ].join('\n')
}
