import {
  isShown,
  type Rehearsal,
  type RehearsedDeployment,
} from '../domain/deployment/rehearsal.ts'
import { complaints, faultTitles, headline, seconds, sharesOf, wordOf } from './rehearsal-view.ts'

/**
 * The rehearsal as one file that needs nothing else: a summary, then the steps of each deployment on
 * its own time line. No script, and every text from outside is escaped.
 */
export function rehearsalHtml(rehearsal: Rehearsal): string {
  const { image, began, deployments, untried } = rehearsal
  const shown = isShown(rehearsal)
  const rows = deployments.map((one) =>
    row([
      faultTitles[one.fault],
      `${one.setAt}`,
      `exit ${one.exitCode}, ${one.code}`,
      sharesOf(one),
      one.backSeconds === null ? '' : seconds(one.backSeconds),
      one.hits === null ? '' : String(one.hits),
      wordOf(one),
    ]),
  )
  const missing = untried.map((fault) => row([faultTitles[fault], '', '', '', '', '', 'not tried']))
  const title = headline(rehearsal)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="${shown ? 'good' : 'bad'}">${shown ? 'Every fault was taken back; nothing of it is left.' : 'Not shown.'}</p>
<p>${escaped(image)}<br>${escaped(began)}</p>
<table>
<thead>${row(['Fault', 'Set at', 'Ended', 'Old hosts got', 'Back in', 'Calls hit', ''], 'th')}</thead>
<tbody>${rows.join('')}${missing.join('')}</tbody>
</table>
${deployments.map(section).join('')}
</body>
</html>
`
}

const style = `
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
.good{color:#0a6b2d}.bad{color:#a30f0f;font-weight:600}
.line{position:relative;height:1.1rem;min-width:14rem;background:#f2f2f2}
.line i{position:absolute;top:0;bottom:0;min-width:2px;background:#4a7ebb}
.line i.undone{background:#0a6b2d}.line i.failed,.line i.interrupted{background:#a30f0f}
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}th,td{border-color:#444}
.good{color:#6fd08c}.bad{color:#ff8a8a}.line{background:#2a2a2a}}`

function section(one: RehearsedDeployment): string {
  const steps = one.steps.map((step) => {
    const from = share(step.at, one.seconds)
    const width = share(step.seconds, one.seconds)
    const bar = `<div class="line"><i class="${escaped(step.outcome)}" style="left:${from}%;width:${width}%"></i></div>`
    const cells = [step.title, step.outcome, seconds(step.seconds)].map((text) => cell(text))
    return `<tr>${cells.join('')}<td>${bar}</td></tr>\n`
  })
  const lines = complaints(one).map((line) => `<li>${escaped(line)}</li>`)
  return `<h2>${escaped(faultTitles[one.fault])}</h2>
<p>${escaped(one.message)}</p>
${lines.length === 0 ? '' : `<ul class="bad">${lines.join('')}</ul>`}
<table><tbody>
${steps.join('')}</tbody></table>
`
}

function share(part: number, whole: number): string {
  return whole <= 0 ? '0' : Math.min(100, (100 * part) / whole).toFixed(2)
}

function row(cells: readonly string[], element: 'td' | 'th' = 'td'): string {
  return `<tr>${cells.map((text) => cell(text, element)).join('')}</tr>\n`
}

function cell(text: string, element: 'td' | 'th' = 'td'): string {
  return `<${element}>${escaped(text)}</${element}>`
}

/** The five characters that HTML gives a meaning to (HTML standard, 13.1.2). */
function escaped(text: string): string {
  return text.replaceAll(
    /[&<>"']/g,
    (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[one] ?? one,
  )
}
