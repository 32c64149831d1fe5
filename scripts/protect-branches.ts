import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * Applies the repository's protections through GitHub's REST API (docs.github.com: "Rules",
 * "Deployment environments"). Each is looked up by its name and written only where it differs; what
 * stands on GitHub and not here is named and left alone. The token needs "Administration: write" and
 * "Environments: write".
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { approver: { type: 'string', multiple: true }, 'dry-run': { type: 'boolean' } },
})
const [repository = ''] = positionals
const token = process.env['GITHUB_TOKEN'] ?? process.env['GH_TOKEN'] ?? ''
const api = process.env['GITHUB_API_URL'] ?? 'https://api.github.com'
const dryRun = values['dry-run'] === true
const approvers = values.approver ?? []

refuseUnless(/^[\w.-]+\/[\w.-]+$/.test(repository), 'name the repository: OWNER/REPOSITORY')
refuseUnless(token !== '', 'GITHUB_TOKEN is needed, in the environment and never as an argument')
refuseUnless(approvers.length > 0, 'name who approves deployments to prod: --approver USER')

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }

/**
 * The environments: who approves, and what may be deployed from where. `plan-…` only reads, from any
 * branch of this repository; a way back that waits for somebody is none.
 */
const environments = [
  { name: 'dev', branches: ['develop'], approved: false },
  { name: 'staging', branches: ['develop', 'main'], approved: true },
  { name: 'prod', branches: ['main'], approved: true },
  { name: 'verify-prod', branches: ['develop', 'main'], approved: false },
  { name: 'verify-staging', branches: ['develop', 'main'], approved: false },
  { name: 'release', branches: ['main'], approved: false },
  { name: 'npm', tags: ['v*'], branches: [], approved: true },
  ...['dev', 'staging', 'prod'].flatMap((name) => [
    { name: `plan-${name}`, branches: null, approved: false },
    { name: `rollback-${name}`, branches: ['develop', 'main'], approved: false },
  ]),
]

await applyRulesets()
for (const environment of environments) await applyEnvironment(environment)

async function applyRulesets(): Promise<void> {
  const folder = join(import.meta.dirname, '..', '.github', 'rulesets')
  const wanted = readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as JsonObject)
  const there = await all(`/repos/${repository}/rulesets?includes_parents=false`)
  for (const ruleset of wanted) {
    const same = there.filter((one) => one['name'] === ruleset['name'])
    const [found] = same
    refuseUnless(same.length < 2, `there are two rulesets ${ruleset['name']}: remove one`)
    const path = `/repos/${repository}/rulesets`
    const now = found && ((await call('GET', `${path}/${found['id']}`)) as JsonObject)
    if (now === undefined) await change('POST', path, ruleset, `ruleset ${ruleset['name']}: create`)
    else if (covers(now, ruleset)) say(`ruleset ${ruleset['name']}: as it should be`)
    else await change('PUT', `${path}/${now['id']}`, ruleset, `ruleset ${ruleset['name']}: change`)
  }
  const names = new Set(wanted.map((one) => one['name']))
  for (const { name } of there) {
    if (name !== undefined && !names.has(name)) say(`ruleset ${name}: not ours, left alone`)
  }
}

interface Environment {
  readonly name: string
  /** Null: any. */
  readonly branches: readonly string[] | null
  readonly tags?: readonly string[]
  readonly approved: boolean
}

/** Setting an environment is idempotent; which branches may use it is a list of its own. */
async function applyEnvironment({
  name,
  branches,
  tags = [],
  approved,
}: Environment): Promise<void> {
  const path = `/repos/${repository}/environments/${name}`
  const reviewers = approved ? await Promise.all(approvers.map(reviewer)) : []
  const settings = {
    prevent_self_review: approved,
    reviewers,
    deployment_branch_policy:
      branches === null ? null : { protected_branches: false, custom_branch_policies: true },
  }
  await change('PUT', path, settings, `environment ${name}: ${approved ? 'approved' : 'free'}`)
  if (branches === null) return
  const policies = `${path}/deployment-branch-policies`
  const now = dryRun ? [] : await all(policies, 'branch_policies')
  const wanted = [
    ...branches.map((branch) => ({ name: branch, type: 'branch' })),
    ...tags.map((tag) => ({ name: tag, type: 'tag' })),
  ]
  for (const policy of wanted) {
    if (now.some((one) => covers(one, policy))) continue
    await change(
      'POST',
      policies,
      policy,
      `environment ${name}: from ${policy.type} ${policy.name}`,
    )
  }
  for (const one of now) {
    if (wanted.some((policy) => covers(one, policy))) continue
    const text = `environment ${name}: no longer from ${one['type'] ?? 'branch'} ${one['name']}`
    await change('DELETE', `${policies}/${one['id']}`, null, text)
  }
}

async function reviewer(login: string): Promise<JsonObject> {
  refuseUnless(
    /^[A-Za-z0-9-]{1,39}$/.test(login),
    `--approver: ${JSON.stringify(login)} is no login`,
  )
  const { id = 0 } = (await call('GET', `/users/${login}`)) as JsonObject
  return { type: 'User', id }
}

async function change(method: string, path: string, body: Json, text: string): Promise<void> {
  if (!dryRun) await call(method, path, body)
  say(dryRun ? `would set  ${text}` : text)
}

/** All pages of a list; `member` where the list stands inside of an object. */
async function all(path: string, member?: string): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  for (let page = 1; ; page++) {
    const mark = path.includes('?') ? '&' : '?'
    const answer = await call('GET', `${path}${mark}per_page=100&page=${page}`)
    const list = member === undefined ? answer : (answer as JsonObject)[member]
    const items = (list ?? []) as unknown as readonly JsonObject[]
    found.push(...items)
    if (items.length < 100) return found
  }
}

/** Reading is tried again where the server failed; a change is not: run it again, it looks first. */
async function call(method: string, path: string, body?: Json): Promise<Json> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(api + path, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(20_000),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
      },
      body: body === undefined || body === null ? null : JSON.stringify(body),
    })
    const text = await answer.text()
    if (answer.ok) return text === '' ? null : (JSON.parse(text) as Json)
    const again = method === 'GET' && answer.status >= 500 && attempt < 3
    refuseUnless(again, `${method} ${path}: ${answer.status} ${text.slice(0, 300)}`, 1)
    await new Promise((resolve) => setTimeout(resolve, attempt * 500))
  }
}

/** Whether all that `wanted` says is so; GitHub adds members of its own, and order means nothing. */
function covers(now: Json | undefined, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    const list = Array.isArray(now) ? (now as readonly Json[]) : []
    return (
      list.length === wanted.length &&
      wanted.every((one) => list.some((other) => covers(other, one)))
    )
  }
  if (wanted === null || typeof wanted !== 'object') return now === wanted
  return (
    now !== null &&
    typeof now === 'object' &&
    Object.entries(wanted).every(([key, value]) => covers((now as JsonObject)[key], value))
  )
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function refuseUnless(fine: boolean, rule: string, exitCode = 2): void {
  if (fine) return
  process.stderr.write(`${rule}\n`)
  process.exit(exitCode)
}
