import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const rulesets = globSync('.github/rulesets/*.json', { cwd: root }).length
const token = 'canary-token-4711'

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly environment?: string }>>
}
type Thing = Record<string, unknown> & { id: number }

/** As much of GitHub as the script asks for; it adds members of its own, as GitHub does. */
class GitHub {
  rulesets: Thing[] = []
  policies = new Map<string, Thing[]>()
  environments = new Map<string, object>()
  writes: string[] = []
  /** Fails requests that fit, so many times. */
  fails: { pattern: RegExp; times: number; lost?: boolean } | null = null
  #next = 1
  readonly server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`
    const body = await bodyOf(request)
    const failing = this.fails !== null && this.fails.times > 0 && this.fails.pattern.test(line)
    if (failing && this.fails) this.fails.times -= 1
    const authorized = request.headers.authorization === `Bearer ${token}`
    const lost = failing && this.fails?.lost === true
    const answer = !authorized ? [401, {}] : failing && !lost ? [502, {}] : this.#answer(line, body)
    response.writeHead(lost ? 502 : (answer[0] as number))
    response.end(JSON.stringify(answer[1]))
  })

  #answer(line: string, body: object): [number, unknown] {
    if (!line.startsWith('GET ')) this.writes.push(line)
    const [, method, path = ''] = /^(\w+) \/(?:repos\/acme\/shop\/)?([^?]*)/.exec(line) ?? []
    const [kind, name = '', , policy] = path.split('/')
    if (kind === 'users') return [200, { login: name, id: 42 }]
    if (kind === 'rulesets') return this.#ruleset(method, name, body)
    if (kind !== 'environments') return [404, {}]
    const list = this.policies.get(name) ?? []
    this.policies.set(name, list)
    if (!path.includes('branch-policies')) this.environments.set(name, body)
    else if (method === 'GET') return [200, { branch_policies: list }]
    else if (method === 'POST') list.push({ ...body, id: this.#next++ })
    else
      this.policies.set(
        name,
        list.filter((one) => one.id !== Number(policy)),
      )
    return [200, {}]
  }

  #ruleset(method: string | undefined, id: string, body: object): [number, unknown] {
    const found = this.rulesets.find((one) => one.id === Number(id))
    if (method === 'POST') {
      const made = { ...body, id: this.#next++, _links: {}, source: 'acme/shop' } as Thing
      this.rulesets.push(made)
      return [201, made]
    }
    if (method === 'PUT' && found) Object.assign(found, body)
    return id === '' ? [200, this.rulesets.map(({ id, name }) => ({ id, name }))] : [200, found]
  }
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : (JSON.parse(text) as object)
}

describe('protect_branches', function () {
  // Some forty requests in a row, on machines that are busy.
  this.timeout(60_000)
  let hub: GitHub
  beforeEach(async () => {
    hub = new GitHub()
    hub.server.listen(0, '127.0.0.1')
    await once(hub.server, 'listening')
  })
  afterEach(() => hub.server.close())

  const protect = async (...words: string[]) => {
    const { port } = hub.server.address() as AddressInfo
    hub.writes = []
    const args = ['scripts/protect-branches.ts', 'acme/shop', ...words]
    const env = { GITHUB_TOKEN: token, GITHUB_API_URL: `http://127.0.0.1:${port}` }
    const child = spawn(process.execPath, args, { cwd: root, env })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    }
    const [exitCode] = await once(child, 'close')
    assert.ok(!output.includes(token))
    return { exitCode, output }
  }
  const approved = ['--approver', 'ada']

  it('sets every ruleset and environment, and a second time changes nothing', async () => {
    const first = await protect(...approved)
    assert.equal(first.exitCode, 0, first.output)
    assert.equal(hub.rulesets.length, rulesets)
    // The release's key puts its commit on main and makes a tag; nobody, not even that key, rewrites a
    // branch, moves a tag or takes one away.
    const bypassed = (kind: string, rule: string) =>
      hub.rulesets
        .filter(
          (one) => one['target'] === kind && JSON.stringify(one['rules']).includes(`"${rule}"`),
        )
        .map((one) => JSON.stringify(one['bypass_actors']).includes('DeployKey'))
    assert.deepEqual(bypassed('branch', 'pull_request').sort(), [false, true])
    assert.deepEqual(bypassed('tag', 'creation'), [true])
    for (const rule of ['deletion', 'non_fast_forward']) {
      assert.deepEqual([bypassed('branch', rule), bypassed('tag', rule)], [[false], [false]], rule)
    }
    assert.deepEqual(bypassed('tag', 'update'), [false])
    assert.deepEqual(hub.environments.get('prod'), {
      prevent_self_review: true,
      reviewers: [{ type: 'User', id: 42 }],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    })
    assert.deepEqual(
      hub.policies.get('prod')?.map((one) => one['name']),
      ['main'],
    )
    await protect(...approved)
    assert.ok(
      hub.writes.every((line) => /^PUT \S+\/environments\/[\w-]+$/.test(line)),
      String(hub.writes),
    )
  })

  it('knows every environment that a workflow works in: GitHub makes an unknown one, open to all', async () => {
    await protect(...approved)
    const named = globSync('.github/workflows/*.yml', { cwd: root }).flatMap((file) => {
      const { jobs } = parse(readFileSync(join(root, file), 'utf8')) as Workflow
      return Object.values(jobs).flatMap((job) => job.environment ?? [])
    })
    // An expression stands for each environment of opsctl.yaml, or for the snapshots' two.
    const meant = named.flatMap((name) => {
      const [kind = '', expression] = name.split('${{')
      if (expression === undefined) return [name]
      const all = kind === 'verify-' ? ['staging', 'prod'] : ['dev', 'staging', 'prod']
      return all.map((one) => kind + one)
    })
    assert.ok(meant.length >= 10, String(meant))
    for (const name of meant) assert.ok(hub.environments.has(name), name)
  })

  it('puts back what somebody loosened, takes a branch away that may not deploy', async () => {
    await protect(...approved)
    Object.assign(hub.rulesets[0] ?? {}, { enforcement: 'disabled' })
    hub.policies.get('prod')?.push({ id: 99, name: 'feat/*', type: 'branch' })
    await protect(...approved)
    assert.equal(hub.rulesets[0]?.['enforcement'], 'active')
    assert.deepEqual(
      hub.policies.get('prod')?.map((one) => one['name']),
      ['main'],
    )
  })

  it("leaves somebody else's ruleset alone, and refuses to choose between two", async () => {
    hub.rulesets.push({ id: 90, name: 'theirs' })
    const { output } = await protect(...approved)
    assert.match(output, /ruleset theirs: not ours, left alone/)
    hub.rulesets.push({ id: 91, name: 'main' })
    assert.equal((await protect(...approved)).exitCode, 2)
  })

  it('makes no second ruleset after a reply that was lost', async () => {
    hub.fails = { pattern: /^POST .*rulesets$/, times: 1, lost: true }
    assert.equal((await protect(...approved)).exitCode, 1)
    assert.equal((await protect(...approved)).exitCode, 0)
    assert.equal(hub.rulesets.length, rulesets)
  })

  it('reads again where the server failed', async () => {
    hub.fails = { pattern: /^GET /, times: 2 }
    assert.equal((await protect(...approved)).exitCode, 0)
  })

  it('writes nothing in a dry run, and nothing without an approver', async () => {
    const dry = await protect(...approved, '--dry-run')
    assert.match(dry.output, /would set {2}ruleset main: create/)
    assert.deepEqual(hub.writes, [])
    assert.equal((await protect()).exitCode, 2)
    assert.equal((await protect('--approver', '../../orgs/x')).exitCode, 2)
  })
})
