import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One comment on a pull request with the plan of each environment, updated by every run:
 *   GITHUB_TOKEN=… GITHUB_REPOSITORY=OWNER/NAME node scripts/plan-comment.ts NUMBER FOLDER ENV…
 * FOLDER holds ENV.md, as `opsctl infra plan --markdown` wrote it. What is missing is said.
 */
const [number = '', folder = '', ...environments] = process.argv.slice(2)
const repository = process.env['GITHUB_REPOSITORY'] ?? ''
const token = process.env['GITHUB_TOKEN'] ?? ''
const api = process.env['GITHUB_API_URL'] ?? 'https://api.github.com'
const run = `${process.env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/actions/runs/${process.env['GITHUB_RUN_ID'] ?? ''}`

/** GitHub refuses a comment of more than 65,536 characters; some are left for the lines between. */
const longest = 65_000
const mark = '<!-- opsctl infra plan -->'
const author = 'github-actions[bot]'

if (!/^\d+$/.test(number) || !/^[\w.-]+\/[\w.-]+$/.test(repository) || environments.length === 0) {
  process.stderr.write('usage: plan-comment.ts NUMBER FOLDER ENV…, with GITHUB_REPOSITORY set\n')
  process.exit(2)
}
const body = comment()
const issue = `/repos/${repository}/issues`
const id = await ours()
if (id === null) await call('POST', `${issue}/${number}/comments`, { body })
else await call('PATCH', `${issue}/comments/${id}`, { body })
process.stdout.write(`${id === null ? 'made' : 'updated'}: ${body.length} characters\n`)

function comment(): string {
  const share = Math.floor((longest - 500) / environments.length)
  const parts = environments.map((environment) => {
    const text = read(join(folder, `${environment}.md`))
    if (text === null) return `### ${environment}\n\nNo plan was made: see [the run](${run}).`
    return text.length <= share ? text.trim() : shortened(text, share - 200)
  })
  return `${mark}\n${parts.join('\n\n')}\n`
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Cut at the end of a line, with the blocks that are open there closed again. */
function shortened(text: string, length: number): string {
  const kept = text.slice(0, text.lastIndexOf('\n', length))
  const open = (kept.match(/^```/gm)?.length ?? 0) % 2 === 1 ? '\n```' : ''
  const details = count(kept, '<details') - count(kept, '</details>')
  const left = text.slice(kept.length).split('\n').length - 1
  const closing = '\n</details>\n'.repeat(Math.max(0, details))
  return `${kept}${open}${closing}\n\n… and ${left} more lines: [the run's summary](${run}) has all of it.`
}

function count(text: string, word: string): number {
  return text.split(word).length - 1
}

/** The comment of an earlier run: it has the mark, and nobody but the workflow wrote it. */
async function ours(): Promise<number | null> {
  for (let page = 1; ; page++) {
    const path = `${issue}/${number}/comments?per_page=100&page=${page}`
    const list = (await call('GET', path)) as readonly Comment[]
    const found = list.find((one) => one.user?.login === author && one.body?.startsWith(mark))
    if (found) return found.id
    if (list.length < 100) return null
  }
}

interface Comment {
  readonly id: number
  readonly body?: string
  readonly user?: { readonly login?: string }
}

async function call(method: string, path: string, content?: object): Promise<unknown> {
  const answer = await fetch(api + path, {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(20_000),
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}` },
    body: content === undefined ? null : JSON.stringify(content),
  })
  if (answer.ok) return answer.json()
  process.stderr.write(
    `${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}\n`,
  )
  process.exit(1)
}
