import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * `npm run quickstart`: from nothing to a request answered, by the same commands that anybody types.
 * Each stage is one opsctl command, shown with its time; a second run is quick and changes nothing.
 */
const root = join(import.meta.dirname, '..')
const opsctl = join(root, 'bin', 'run.js')
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
  await command('Make the state bucket', ['infra', 'bootstrap', '-e', 'sandbox'])
  await command('Build the infrastructure', ['infra', 'up', '-e', 'sandbox', '--yes'])
  await command('Build the image', ['image', 'build'])
  const pushed = await command('Push the image', ['image', 'push', '-e', 'sandbox'])
  const image = String(pushed['reference'])
  const configured = await command('Configure the hosts', [
    'config',
    'apply',
    '-e',
    'sandbox',
    '--image',
    image,
  ])
  await requests(String(sandbox['loadBalancer']))
  const history = ['history', 'show', String(configured['id']), '-e', 'sandbox']
  say(`\nThe ledger entry:\n$ opsctl ${history.join(' ')}`)
  await show(history)
  await record()
}

/** Runs one opsctl command, its progress on stderr, and gives its result. Ends the run on failure. */
async function command(stage: string, args: readonly string[]): Promise<Record<string, unknown>> {
  say(`\n== ${stage}\n$ opsctl ${args.join(' ')}`)
  const began = performance.now()
  const { code, stdout } = await run([...args, '--json', '--no-input'])
  const seconds = (performance.now() - began) / 1000
  times.push({ stage, seconds })
  const document = parse(stdout)
  if (code !== 0 || document?.ok !== true) {
    const { message = `exit ${code}`, next = [] } = document?.error ?? {}
    say(
      `\nFAILED after ${seconds.toFixed(1)} s: ${message}\n${next.map((line) => `  ${line}`).join('\n')}`,
    )
    process.exit(1)
  }
  say(`   ${seconds.toFixed(1)} s`)
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
