import { spawn } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm test`: every section in order, a line with its time, and the sum at the end. A section whose
 * needs are not met is skipped with the reason; in CI that is a failure. With `--two` two of them run
 * side by side: each uses little more than one processor.
 */
interface Section {
  readonly name: string
  readonly command: readonly string[]
  readonly cwd?: string
  /** Only when asked for by name. */
  readonly asked?: true
  /** What of this machine it has for itself: everything, or what no two may make at once. */
  readonly alone?: 'everything' | 'python'
  /** Null when the section can run; otherwise why it cannot. */
  lacks?(): string | null | Promise<string | null>
}

const root = join(import.meta.dirname, '..')
const ci = process.env['CI'] === 'true'
const node = process.execPath
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const has = (program: string) =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program)))
/** A folder's tests with its own settings; which files is said here, so that a named one runs alone. */
const suite = (folder: string) => [
  bin('mocha'),
  ...['--config', `${folder}/.mocharc.json`, `${folder}/**/*.test.ts`],
]
const need = (program: string) => () => (has(program) ? null : `${program} is not installed`)

const sections: readonly Section[] = [
  { name: 'style', command: [bin('biome'), 'check', '.'] },
  { name: 'types', command: [bin('tsc'), '-p', '.'] },
  { name: 'rooms', command: [bin('depcruise'), 'src', '--config', '.dependency-cruiser.cjs'] },
  { name: 'shell scripts', command: ['bash', 'scripts/shellcheck.sh'], lacks: need('shellcheck') },
  { name: 'build', command: [node, 'scripts/build.ts'], alone: 'everything' },
  { name: 'unit', command: [bin('mocha'), 'test/**/*.test.ts'] },
  {
    name: 'workflows',
    command: ['bash', 'scripts/workflows.sh'],
    // One of the workflows lints with Ansible's environment, and makes it.
    alone: 'python',
    lacks: need('go'),
  },
  {
    name: 'publishing',
    command: suite('test/operations/release/publish'),
  },
  { name: 'package', command: suite('test/pack'), alone: 'everything' },
  { name: 'canaries', command: suite('test/canaries') },
  // The same in eight ways: three minutes of processor time.
  {
    name: 'canaries all',
    command: ['env', 'WAYS=all', ...suite('test/canaries')],
    asked: true,
  },
  { name: 'service', command: ['npm', 'test', '--silent'], cwd: 'api' },
  { name: 'emulator', command: ['bash', 'scripts/emulator-tests.sh'] },
  { name: 'ansible', command: suite('test/ansible'), alone: 'python' },
  {
    name: 'molecule',
    alone: 'everything',
    command: [node, 'bin/run.js', 'config', 'test', '--no-input'],
    lacks: moleculeReady,
  },
  // The workflow's Molecule job with one role, run by act.
  {
    name: 'molecule job',
    alone: 'everything',
    command: ['bash', 'scripts/workflows.sh', 'test/workflows/molecule/ansible-ci.test.ts'],
    asked: true,
    lacks: moleculeReady,
  },
  { name: 'terraform', command: ['bash', 'terraform/test.sh'], lacks: providerReady },
  {
    name: 'sandbox',
    alone: 'everything',
    command: suite('test/e2e'),
    lacks: sandboxReady,
  },
  // Whole applies of the real AWS provider on the emulator, minutes each.
  {
    name: 'provider',
    alone: 'everything',
    command: suite('test/provider'),
    asked: true,
    lacks: providerReady,
  },
  // From nothing to rows that are lost and back with db_kind = "rds", in a sandbox of its own.
  {
    name: 'stack rds',
    alone: 'everything',
    command: [bin('mocha'), '--config', 'test/stack/.mocharc.rds.json'],
    asked: true,
    lacks: sandboxReady,
  },
  // Takes the quickstart's environment apart; it is there after `npm run quickstart`.
  {
    name: 'stack',
    alone: 'everything',
    command: [bin('mocha'), '--config', 'test/stack/.mocharc.json'],
    asked: true,
    lacks: () => (sandboxIsUp() ? null : 'the stack is not up: npm run quickstart'),
  },
  // A quarter of an hour on the same environment, which it leaves as it was.
  {
    name: 'stack long',
    alone: 'everything',
    command: [bin('mocha'), '--config', 'test/stack/.mocharc.long.json'],
    asked: true,
    lacks: () => (sandboxIsUp() ? null : 'the stack is not up: npm run quickstart'),
  },
]

const sum = { passed: 0, failed: 0, skipped: 0 }
const chosen = process.argv.slice(2).filter((word) => word !== '--two')
const waiting = sections.filter((section) =>
  chosen.length > 0 ? chosen.includes(section.name) : !section.asked,
)
await runAll(process.argv.includes('--two') ? 2 : 1)
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${skipped}\n`)
process.exitCode = sum.failed > 0 ? 1 : 0

/** In their order, but for those that cannot run beside what runs. */
async function runAll(sideBySide: number): Promise<void> {
  const running = new Map<Section, Promise<void>>()
  while (waiting.length > 0) {
    const at = waiting.findIndex((section) => fits(section, [...running.keys()]))
    const [next] = at < 0 || running.size === sideBySide ? [] : waiting.splice(at, 1)
    if (next === undefined) await Promise.race(running.values())
    else
      running.set(
        next,
        runSection(next).finally(() => running.delete(next)),
      )
  }
  await Promise.all(running.values())
}

function fits({ alone }: Section, running: readonly Section[]): boolean {
  if (alone === 'everything') return running.length === 0
  return running.every((one) => one.alone !== 'everything' && (!alone || one.alone !== alone))
}

async function runSection(section: Section): Promise<void> {
  const lack = (await section.lacks?.()) ?? null
  if (lack !== null) {
    sum[ci ? 'failed' : 'skipped'] += 1
    process.stdout.write(`${ci ? 'FAILED' : 'skipped'}  ${section.name}: ${lack}\n`)
    return
  }
  const began = performance.now()
  const { exitCode, output } = await capture(section)
  const counts = countsOf(output, exitCode)
  sum.passed += counts.passed
  sum.failed += counts.failed
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const word = exitCode === 0 ? 'ok    ' : 'FAILED'
  process.stdout.write(`${word}  ${section.name} (${counts.passed} passed, ${seconds} s)\n`)
  if (exitCode === 0) return
  process.stdout.write(`${output}\n`)
  const list = process.env['OPSCTL_TEST_FAILURES']
  if (list) appendFileSync(list, `${section.name}:\n${whatFailed(output)}\n`)
}

/**
 * What mocha lists after "N failing", or the last lines of any other tool: what `.ci/run` repeats at
 * its end, because a long log is kept only in part.
 */
function whatFailed(output: string): string {
  const failing = output.search(/\n\s*(?:\u001b\[\d+m)*\s*\d+ failing/)
  const lines = (failing < 0 ? output : output.slice(failing)).trim().split('\n')
  return (failing < 0 ? lines.slice(-40) : lines.slice(0, 80)).join('\n')
}

function capture(section: Section): Promise<{ exitCode: number; output: string }> {
  const [file = '', ...args] = section.command
  const path = `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`
  const child = spawn(file, args, {
    cwd: join(root, section.cwd ?? '.'),
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    output += String(chunk)
  })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ exitCode: 127, output: String(error) }))
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }))
  })
}

/** Counts as mocha ("12 passing"), pytest and our scripts ("12 passed, 1 failed") print them. */
function countsOf(output: string, exitCode: number): { passed: number; failed: number } {
  const last = (pattern: RegExp) => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0)
  const passed = last(/(\d+) (?:passing|passed)/g)
  const failed = last(/(\d+) (?:failing|failed)/g)
  if (exitCode !== 0) return { passed, failed: Math.max(failed, 1) }
  return { passed: Math.max(passed, 1), failed }
}

async function providerReady(): Promise<string | null> {
  if (!has('terraform')) return 'terraform is not installed'
  const { exitCode, output } = await capture({
    name: '',
    command: ['bash', 'scripts/provider.sh', '--check'],
  })
  return exitCode === 0 ? null : output.trim()
}

/** Molecule's hosts are privileged containers of the sandbox's image. */
function moleculeReady(): string | null {
  if (process.getuid?.() !== 0) return 'hosts with systemd in a container need root'
  return need('podman')()
}

/** The sandbox's own tests make and remove a sandbox, of which a machine has one. */
function sandboxReady(): string | null {
  if (process.getuid?.() !== 0) return 'hosts at their own addresses need root'
  if (!has('podman')) return 'podman is not installed'
  return sandboxIsUp() ? 'a sandbox is up: npm run quickstart -- --down' : null
}

function sandboxIsUp(): boolean {
  const state = process.env['XDG_STATE_HOME'] || join(process.env['HOME'] ?? '', '.local', 'state')
  return existsSync(join(state, 'opsctl', 'sandbox', 'sandbox.json'))
}
