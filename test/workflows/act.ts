import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const npm = spawnSync('which', ['npm'], { encoding: 'utf8' }).stdout.trim()
const standIns = join(import.meta.dirname, 'stand-ins')

export interface Step {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}
export interface Job {
  readonly name?: string
  readonly steps?: readonly Step[]
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly environment?: string | { readonly name: string }
  readonly permissions?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, unknown>>
}
export interface Workflow {
  readonly name: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: unknown
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress'?: unknown }
  readonly jobs: Readonly<Record<string, Job>>
}

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(join(root, '.github', 'workflows', file), 'utf8')) as Workflow
}

export interface Ran {
  readonly exitCode: number
  readonly output: string
  /** What the stand-ins for programs were asked, a line each. */
  readonly asked: readonly string[]
}

/**
 * A copy of this working tree as a repository of its own, in which act (nektos/act, host mode) runs
 * the workflows' `run` steps as they are. Actions that set a machine up are stood in for, by the very
 * commits that the workflows name, and so are the programs of `stand-ins`; their PATH comes first.
 */
export class Checkout {
  readonly top = mkdtempSync(join(tmpdir(), 'opsctl-act-'))
  readonly folder = join(this.top, 'source')
  /** What the jobs check out, and push to. */
  #origin = this.folder
  readonly #log = join(this.top, 'asked')
  /** What fails and with which exit code: `deploy=5` for opsctl's stand-in, by its first word; `scan=1`. */
  fails = ''
  /** Folders of programs that come before the stand-ins. */
  readonly programs: string[] = []

  constructor() {
    mkdirSync(this.folder)
    mkdirSync(join(this.top, 'home', '.config', 'act'), { recursive: true })
    // Without it act asks which images it should use.
    writeFileSync(join(this.top, 'home', '.config', 'act', 'actrc'), '')
    const copy =
      'git ls-files -co --exclude-standard -z | xargs -0 ls -d 2>/dev/null | tar -cf - -T -'
    const copied = spawnSync('bash', ['-c', `${copy} | tar -C "$1" -xf -`, '-', this.folder], {
      cwd: root,
    })
    assert.equal(copied.status, 0, String(copied.stderr))
    this.git('init', '--quiet', '--initial-branch', 'main', '.')
    this.git('add', '--all')
    this.commit('feat: begin')
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
    const ended = spawnSync('git', [...who, ...args], { cwd: this.folder, encoding: 'utf8' })
    assert.equal(ended.status, 0, ended.stderr)
    return ended.stdout.trim()
  }

  /** Commits all that was changed; gives the hash. */
  commit(message: string): string {
    this.git('add', '--all')
    this.git('commit', '--quiet', '--no-verify', '--allow-empty', '--message', message)
    return this.git('rev-parse', 'HEAD')
  }

  /** From now on the jobs have a remote that takes pushes: a bare repository of what is committed. */
  withOrigin(): string {
    this.#origin = join(this.top, 'origin.git')
    this.git('clone', '--quiet', '--bare', this.folder, this.#origin)
    return this.#origin
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text)
  }

  /** Puts a workflow there with these jobs alone, waiting for no other and on no condition. */
  keepJobs(file: string, names: readonly string[]): void {
    const workflow = readWorkflow(file)
    const jobs = names.map((name) => {
      const { if: _, ...job } = workflow.jobs[name] as Job
      const needs = [job.needs ?? []].flat().filter((one) => names.includes(one))
      return [name, { ...job, needs }] as const
    })
    const text = stringify({ ...workflow, jobs: Object.fromEntries(jobs) })
    this.write(join('.github', 'workflows', file), text)
  }

  /** Leaves opsctl to its stand-in: for workflows that would change an environment. */
  withoutOpsctl(): void {
    const action = readFileSync(join(standIns, 'nothing', 'action.yml'), 'utf8')
    this.write(join('.github', 'actions', 'setup-opsctl', 'action.yml'), action)
    this.commit('test: no opsctl')
  }

  /** Runs a workflow for an event, with these words added to act's. */
  async run(event: object, file: string, ...words: string[]): Promise<Ran> {
    const payload = join(this.top, 'event.json')
    writeFileSync(payload, JSON.stringify(event))
    writeFileSync(this.#log, '')
    const workflow = join('.github', 'workflows', file)
    const args = [
      nameOf(event),
      ...['--workflows', workflow, '--eventpath', payload, '--no-cache-server'],
      ...[
        '--platform',
        'ubuntu-24.04=-self-hosted',
        '--concurrent-jobs',
        '1',
        '--no-skip-checkout',
      ],
      ...usedActions().flatMap((action) => [
        '--local-repository',
        `${action}=${join(standIns, standInOf(action))}`,
      ]),
      ...words,
    ]
    const child = spawn('act', args, {
      cwd: this.folder,
      env: {
        PATH: [...this.programs, standIns, process.env['PATH']].join(':'),
        HOME: join(this.top, 'home'),
        // What was installed once for all checkouts, and the Pythons to install it with.
        XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
        PYENV_ROOT: process.env['PYENV_ROOT'] || join(homedir(), '.pyenv'),
        STAND_IN_SOURCE: this.#origin,
        STAND_IN_ARTIFACTS: join(this.top, 'artifacts'),
        STAND_IN_MODULES: root,
        STAND_IN_LOG: this.#log,
        STAND_IN_NPM: npm,
        STAND_IN_BUILT: join(this.top, 'built'),
        STAND_IN_IMAGE: join(this.top, 'image'),
        STAND_IN_FAILS: this.fails,
        STAND_IN_RELEASE: join(this.top, 'release'),
        STAND_IN_PUBLISHED: join(this.top, 'published'),
        STAND_IN_PLAN: join(this.top, 'plan'),
        ...(process.env['TF_CLI_CONFIG_FILE'] === undefined ? {} : { TF_CLI_CONFIG_FILE: '' }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve(code ?? 1))
    })
    const asked = readFileSync(this.#log, 'utf8').split('\n').filter(Boolean)
    return { exitCode, output, asked }
  }

  /** What the stand-ins answer: the image's ID, the version that npm has, what was released, a hash. */
  answer(name: 'image' | 'image-later' | 'published' | 'release' | 'plan', text: string): void {
    writeFileSync(join(this.top, name), text)
  }

  has(path: string): boolean {
    return existsSync(path)
  }

  remove(): void {
    rmSync(this.top, { recursive: true, force: true })
  }
}

/** Those that do something that a test looks at; the others set up or report. */
function standInOf(action: string): string {
  if (action.startsWith('actions/checkout@')) return 'checkout'
  const artifact = /^actions\/((?:up|down)load-artifact)@/.exec(action)
  if (artifact?.[1] !== undefined) return artifact[1]
  return action.startsWith('anchore/scan-action@') ? 'scan' : 'nothing'
}

/** The event's name, by what only it carries. */
function nameOf(event: object): string {
  if ('pull_request' in event) return 'pull_request'
  if ('client_payload' in event) return 'repository_dispatch'
  return 'inputs' in event ? 'workflow_dispatch' : 'push'
}

/** Every action of another repository that the workflows, and the actions of this one, name. */
function usedActions(): string[] {
  const files = globSync('.github/{workflows,actions/*}/*.yml', { cwd: root })
  const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  const found = [...text.matchAll(/uses: ([\w-]+\/[\w./-]+@[0-9a-f]{40})/g)]
  return [...new Set(found.map(([, action]) => action ?? ''))]
}
