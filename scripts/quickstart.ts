import { spawn } from 'node:child_process'
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LoadReport, startLoad } from './load.ts'
import { damageAndRestore } from './quickstart/snapshots.ts'

/**
 * `npm run quickstart`: from nothing to a request answered, then data that is copied, damaged and restored,
 * then through two deployments while requests flow: a good one, and a bad one that is taken back by itself.
 * By the same commands that anybody types; each stage is one of them, shown with its time. A second run is
 * quick and changes nothing.
 */
const root = join(import.meta.dirname, '..')
const opsctl = join(root, 'bin', 'run.js')
const env = ['-e', 'sandbox']
/** How the traffic moves here: two weights, each judged by Prometheus while requests flow. */
const canary = ['--strategy', 'canary', '--weights', '25,100', '--bake', '20s', '--warm', '0s']
/**
 * Requests a second while a version is deployed: enough for a gate to tell within its bake time, and little
 * enough that two cores which also boot and configure the hosts answer them in time. What 200 a second
 * meet is measured by `npm run bench -- traffic`.
 */
const requestRate = 80
const times: { stage: string; seconds: number }[] = []

interface Document {
  readonly ok: boolean
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string; readonly next: readonly string[] }
}

if (process.argv.includes('--down')) {
  await command('Remove the sandbox', ['sandbox', 'down', '--yes'])
} else {
  await up()
}

async function up(): Promise<void> {
  const sandbox = await command('Start the sandbox', ['sandbox', 'up'])
  const address = String(sandbox['loadBalancer'])
  await command('Make the state bucket', ['infra', 'bootstrap', ...env])
  await command('Build the infrastructure', ['infra', 'up', ...env, '--yes'])
  await command('Build the image', ['image', 'build'])
  const pushed = await command('Push the image', ['image', 'push', ...env])
  // Once something was deployed to a good end, the hosts keep it.
  const before = await history()
  const earlier = deploymentsIn(before)
  const deployed = earlier.some(({ outcome }) => outcome === 'done')
  const image = deployed ? [] : ['--image', String(pushed['reference'])]
  await command('Configure the hosts', ['config', 'apply', ...env, ...image])
  await requests(address)
  // Once: a restore that the ledger knows has shown it.
  if (!before.some(({ kind, outcome }) => kind === 'snapshot restore' && outcome === 'done')) {
    await damageAndRestore({ command, ask, say }, address)
  }
  const [good, bad] = await versions()
  const first = await goodDeployment(good, address, earlier)
  const second = await badDeployment(bad, address, earlier)
  for (const id of [first, second]) await ledgerEntry(id)
  await record()
}

interface Entry {
  readonly id: string
  readonly kind: string
  readonly outcome: string
}

interface Deployment extends Entry {
  readonly input: { readonly goal: { readonly version: string } }
}

/** What the ledger knows, newest first. */
async function history(): Promise<readonly Entry[]> {
  const { stdout } = await run(['history', ...env, '--limit', '50', '--json'])
  return (parse(stdout)?.result?.['entries'] ?? []) as Entry[]
}

function deploymentsIn(entries: readonly Entry[]): readonly Deployment[] {
  return entries.filter(({ kind }) => kind === 'deploy') as Deployment[]
}

/** The next patch version, which is good, and the one after it, which is not. */
async function versions(): Promise<readonly [string, string]> {
  const [major, minor, patch] = (await readFile(join(root, 'VERSION'), 'utf8')).trim().split('.')
  const next = (more: number) => `${major}.${minor}.${Number.parseInt(patch ?? '0', 10) + more}`
  return [next(1), `${next(2)}-bad`]
}

async function goodDeployment(
  version: string,
  address: string,
  earlier: readonly Deployment[],
): Promise<string> {
  const known = earlier.find((one) => one.outcome === 'done' && one.input.goal.version === version)
  if (known !== undefined) return known.id
  await command(`Build version ${version}`, ['image', 'build', '--as', version])
  await command(`Push version ${version}`, ['image', 'push', ...env, '--as', version])
  const load = startLoad(`${address}/items`, requestRate)
  const end = await command(`Deploy ${version}`, ['deploy', version, ...env, ...canary])
  report(await load.stop())
  return String(end['id'])
}

/** A version that answers every second request with a 500: its gates must say no. */
async function badDeployment(
  version: string,
  address: string,
  earlier: readonly Deployment[],
): Promise<string> {
  const known = earlier.find((e) => e.outcome === 'aborted' && e.input.goal.version === version)
  if (known !== undefined) return known.id
  const stage = ['--stage', 'faulty', '--as', version]
  await command(`Build version ${version}, spoiled on purpose`, ['image', 'build', ...stage])
  await command(`Push version ${version}`, ['image', 'push', ...env, '--as', version])
  const load = startLoad(`${address}/items`, requestRate)
  await command(
    `Deploy ${version}; it must be taken back`,
    ['deploy', version, ...env, ...canary],
    5,
  )
  report(await load.stop())
  return deploymentsIn(await history())[0]?.id ?? ''
}

/** What the requests met that flowed meanwhile. */
function report({ sent, failed, answers, versions: seen }: LoadReport): void {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([what, count]) => `${what}: ${count}`)
      .join(', ')
  say(`   ${sent} requests meanwhile, ${failed} failed (${list({ ...answers, ...seen })})`)
}

async function ledgerEntry(id: string): Promise<void> {
  const history = ['history', 'show', id, ...env]
  say(`\nThe ledger entry:\n$ opsctl ${history.join(' ')}`)
  await show(history)
}

/**
 * Runs one opsctl command, its progress on stderr, and gives its result. Ends the run when it comes to
 * another end than the expected exit code.
 */
async function command(
  stage: string,
  args: readonly string[],
  expected = 0,
): Promise<Record<string, unknown>> {
  say(`\n== ${stage}\n$ opsctl ${args.join(' ')}`)
  const began = performance.now()
  const { code, stdout } = await run([...args, '--json', '--no-input'])
  const seconds = (performance.now() - began) / 1000
  times.push({ stage, seconds })
  const document = parse(stdout)
  if (code !== expected || document?.ok !== (expected === 0)) {
    const { message = `exit ${code}`, next = [] } = document?.error ?? {}
    const failure = `${stage}: FAILED after ${seconds.toFixed(1)} s: ${[message, ...next].join('\n  ')}`
    say(`\n${failure}`)
    // `.ci/run` repeats it at its end.
    const list = process.env['OPSCTL_TEST_FAILURES']
    if (list) await appendFile(list, `quickstart, ${failure}\n`)
    process.exit(1)
  }
  say(
    `   ${seconds.toFixed(1)} s${expected === 0 ? '' : `, exit ${expected} as it must: ${document.error?.message}`}`,
  )
  return { ...document.result }
}

function parse(text: string): Document | null {
  try {
    return JSON.parse(text) as Document
  } catch {
    return null
  }
}

async function show(args: readonly string[]): Promise<void> {
  const { stdout } = await run(args)
  process.stdout.write(stdout)
}

function run(args: readonly string[]): Promise<{ code: number; stdout: string }> {
  const child = spawn(process.execPath, [opsctl, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? 1, stdout })))
}

/** Three real requests: through the load balancer, to the service, into PostgreSQL and back. */
async function requests(address: string): Promise<void> {
  say(`\n== Three requests through the load balancer at ${address}`)
  await ask('GET', `${address}/version`)
  const made = await ask('POST', `${address}/items`, {
    name: `quickstart ${new Date().toISOString()}`,
  })
  await ask('GET', `${address}/items/${String(made['id'])}`)
}

async function ask(method: string, url: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    signal: AbortSignal.timeout(10_000),
  })
  const text = await answer.text()
  say(`${method} ${url}\n  ${answer.status} ${text.trim()}`)
  if (!answer.ok) process.exit(1)
  return JSON.parse(text) as Record<string, unknown>
}

/** The times of this run, for docs/quickstart.md and for CI. */
async function record(): Promise<void> {
  const width = Math.max(...times.map((one) => one.stage.length))
  const lines = times.map(
    (one) => `${one.stage.padEnd(width)}  ${one.seconds.toFixed(1).padStart(7)} s`,
  )
  const total = times.reduce((sum, one) => sum + one.seconds, 0)
  say(`\n${lines.join('\n')}\n${'in all'.padEnd(width)}  ${total.toFixed(1).padStart(7)} s`)
  await mkdir(join(root, '.opsctl'), { recursive: true })
  await writeFile(join(root, '.opsctl', 'quickstart.json'), `${JSON.stringify(times, null, 2)}\n`)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
