import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const mark = '<!-- opsctl infra plan -->'
const bot = { login: 'github-actions[bot]' }

interface Comment {
  id: number
  body: string
  user: { login: string }
}

describe("the plan's comment", () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-comment-'))
  let comments: Comment[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const { body = '' } = text === '' ? {} : (JSON.parse(text) as { body: string })
    if (body.length > 65_536) response.writeHead(422)
    else if (request.method === 'POST') comments.push({ id: comments.length + 1, body, user: bot })
    else if (request.method === 'PATCH') {
      const id = Number(url.pathname.split('/').at(-1))
      comments = comments.map((one) => (one.id === id ? { ...one, body } : one))
    }
    const page = Number(url.searchParams.get('page') ?? 1)
    response.end(JSON.stringify(comments.slice((page - 1) * 100, page * 100)))
  })
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => {
    comments = []
  })

  const plan = (environment: string, text: string) =>
    writeFileSync(join(folder, `${environment}.md`), text)
  const write = async (...words: string[]) => {
    const { port } = server.address() as AddressInfo
    const env = {
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_TOKEN: 'canary',
      GITHUB_RUN_ID: '7',
    }
    const child = spawn(process.execPath, ['scripts/plan-comment.ts', ...words], { cwd: root, env })
    const [exitCode] = await once(child, 'close')
    return exitCode
  }

  it('is made once and updated from then on, on whichever page it stands', async () => {
    plan('dev', '### dev\n\nNo changes.\n')
    comments = Array.from({ length: 130 }, (_, id) => ({
      id: id + 1,
      body: 'hi',
      user: { login: 'a' },
    }))
    assert.equal(await write('4', folder, 'dev'), 0)
    plan('dev', '### dev\n\n1 to add.\n')
    assert.equal(await write('4', folder, 'dev'), 0)
    assert.equal(comments.length, 131)
    assert.equal(comments.at(-1)?.body, `${mark}\n### dev\n\n1 to add.\n`)
  })

  it('never touches a comment of somebody who wrote the mark', async () => {
    comments = [{ id: 1, body: `${mark} mine`, user: { login: 'mallory' } }]
    await write('4', folder, 'dev')
    assert.deepEqual([comments.length, comments[0]?.body], [2, `${mark} mine`])
  })

  it('stays below what GitHub takes, says what it left out, and leaves no block open', async () => {
    const long = `### dev\n\n<details>\n\n\`\`\`\n${'+ a resource with a long name\n'.repeat(20_000)}\`\`\`\n</details>\n`
    for (const environment of ['dev', 'staging', 'prod']) plan(environment, long)
    assert.equal(await write('4', folder, 'dev', 'staging', 'prod'), 0)
    const body = comments[0]?.body ?? ''
    assert.ok(body.length < 65_536 && body.length > 60_000, String(body.length))
    assert.equal(body.match(/… and \d+ more lines/g)?.length, 3)
    assert.equal(body.match(/^```/gm)?.length, 6)
    assert.equal(body.split('<details').length, body.split('</details>').length)
  })

  it('says of which environment there is no plan', async () => {
    await write('4', folder, 'nowhere')
    assert.match(comments[0]?.body ?? '', /### nowhere\n\nNo plan was made/)
  })

  it('asks nobody when it is called wrongly', async () => {
    assert.equal(await write('4/../5', folder, 'dev'), 2)
    assert.deepEqual(comments, [])
  })
})
