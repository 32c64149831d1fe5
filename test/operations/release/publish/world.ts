import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { httpRegistry } from '../../../../src/adapters/http-registry.ts'
import { GithubServer } from '../../../doubles/github-server.ts'
import { RegistryServer } from '../../../doubles/registry-server.ts'
import { installHooks, installPodman } from './stand-ins.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const script = join(root, 'bin', 'run.js')

/** False when opsctl is not built, which these tests run as users do. */
export const built = existsSync(join(root, 'dist', 'main.js'))

/** See stand-ins.ts. */
export type Mishap = 'kill' | 'die' | 'fail'

/** A registry that podman pushes to. */
export interface RealRegistry {
  /** The project's. */
  readonly name: string
  /** E.g. `127.0.0.1:5000/publish-test`. */
  readonly repository: string
}

export interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A project with a bare remote, a registry and GitHub, all of its own, and opsctl as a process. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'opsctl-publish-'))
  readonly github = new GithubServer()
  readonly registry = new RegistryServer()
  readonly clone = join(this.folder, 'clone')
  readonly remote = join(this.folder, 'remote.git')
  readonly #bin = join(this.folder, 'bin')
  readonly #triggers = join(this.folder, 'triggers')
  #running: ChildProcess | null = null
  readonly #real: RealRegistry | null
  /** Where the branch stood before anything was released. */
  head = ''

  /** @param real where podman pushes for real; without it a stand-in pushes to `registry` */
  constructor(real: RealRegistry | null = null) {
    this.#real = real
  }

  /** @param release more of opsctl.yaml's release section */
  async start(release = ''): Promise<this> {
    await Promise.all([this.github.start(), this.registry.start()])
    mkdirSync(this.#triggers)
    if (this.#real === null) installPodman(this.#bin, this.#triggers)
    template ??= makeTemplate(this.env)
    cpSync(template, this.folder, { recursive: true })
    this.git(this.clone, 'remote', 'set-url', 'origin', this.remote)
    this.head = this.git(this.clone, 'rev-parse', 'HEAD')
    this.configure(release)
    installHooks(join(this.remote, 'hooks'), this.#triggers, 'remote')
    installHooks(join(this.clone, '.git', 'hooks'), this.#triggers, 'clone')
    return this
  }

  /** opsctl.yaml without its release section. */
  get project(): string {
    const { name, repository } = this.#real ?? {
      name: 'shop',
      repository: this.registry.repository('shop'),
    }
    return `project: ${name}\n${environments}image: { dir: api, repository: "${repository}" }\n`
  }

  configure(release: string): void {
    const more = release === '' ? '' : `, ${release}`
    this.write('opsctl.yaml', `${this.project}release: { github: acme/shop${more} }\n`)
  }

  async stop(): Promise<void> {
    this.#running?.kill('SIGKILL')
    await Promise.all([this.github.stop(), this.registry.stop()])
    rmSync(this.folder, { recursive: true, force: true })
  }

  write(path: string, text: string, at = this.clone): void {
    writeFileSync(join(at, path), text)
  }

  commit(message: string, path?: string, text = ''): string {
    if (path !== undefined) this.write(path, text)
    this.git(this.clone, 'add', '.')
    this.git(this.clone, 'commit', '-q', '--allow-empty', '-m', message)
    return this.git(this.clone, 'rev-parse', 'HEAD')
  }

  git(at: string, ...args: string[]): string {
    return execFileSync('git', args, {
      cwd: at,
      env: this.env,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  }

  get env(): Record<string, string> {
    return {
      PATH: `${this.#bin}:/usr/bin:/bin`,
      HOME: this.folder,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.org',
      GITHUB_API_URL: this.github.url,
      GITHUB_TOKEN: this.github.token,
      NO_COLOR: '1',
    }
  }

  /** Runs opsctl as a process of its own. */
  async opsctl(
    args: readonly string[],
    more: { at?: string; env?: object; heard?: (stderr: string) => void } = {},
  ): Promise<Ended> {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: more.at ?? this.clone,
      env: { ...this.env, ...more.env } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#running = child
    writeFileSync(join(this.#triggers, 'pid'), String(child.pid))
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (part) => {
      stdout += String(part)
    })
    child.stderr.on('data', (part) => {
      stderr += String(part)
      more.heard?.(stderr)
    })
    const [status, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on('close', (code, killed) => resolve([code, killed]))
    })
    this.#running = null
    return { status, signal, stdout, stderr }
  }

  /** Lets the next process that reaches this point be killed, or the point fail. */
  arm(point: string, what: Mishap): void {
    writeFileSync(join(this.#triggers, point), what)
  }

  armed(point: string): boolean {
    return existsSync(join(this.#triggers, point))
  }

  /** kill -9 of the opsctl that runs. */
  kill(): void {
    this.#running?.kill('SIGKILL')
  }

  /** Another clone of the remote, as another machine has it. */
  freshClone(name = 'other'): string {
    const at = join(this.folder, name)
    this.git(this.folder, 'clone', '-q', this.remote, at)
    cpSync(join(this.clone, 'opsctl.yaml'), join(at, 'opsctl.yaml'))
    return at
  }

  get builds(): number {
    const file = join(this.#bin, 'builds')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0
  }

  /** One tag, one image, one release, and nothing left behind in the clone that finished it. */
  async assertPublished(at = this.clone): Promise<void> {
    const tags = this.git(this.remote, 'tag', '--list').split('\n')
    assert.deepEqual(tags, ['v0.1.0', 'v0.2.0'])
    const commit = this.git(this.remote, 'rev-parse', 'v0.2.0^{commit}')
    assert.equal(this.git(this.remote, 'cat-file', '-t', 'v0.2.0'), 'tag')
    assert.equal(this.git(this.remote, 'rev-parse', 'main'), commit)
    assert.equal(this.git(this.remote, 'rev-list', '--count', `${this.head}..main`), '1')
    assert.equal(this.git(this.remote, 'show', 'v0.2.0:VERSION'), '0.2.0')
    assert.match(this.git(this.remote, 'show', 'v0.2.0:CHANGELOG.md'), /something new/)

    const digest = this.#real === null ? this.#pushedOnce() : await pushedTo(this.#real, commit)
    const name = this.#real?.name ?? 'shop'

    const [release, ...others] = this.github.releases
    assert.equal(others.length, 0, `${others.length} releases too many`)
    assert.deepEqual([release?.tag_name, release?.draft], ['v0.2.0', false])
    assert.match(release?.body ?? '', /something new/)
    assert.match(release?.body ?? '', new RegExp(digest))
    const names = release?.assets.map((one) => one.name)
    assert.deepEqual(names?.sort(), ['SHA256SUMS', `${name}-0.2.0.tar.gz`])

    assert.equal(this.git(at, 'status', '--porcelain', '-uno'), '')
    assert.equal(this.git(at, 'worktree', 'list').split('\n').length, 1)
    const { holder, unfinished } = this.lock(at)
    assert.deepEqual([holder, unfinished], [null, null])
  }

  #pushedOnce(): string {
    assert.deepEqual([...this.registry.tags.keys()], ['shop:0.2.0'])
    assert.equal(this.registry.writes.length, 1, 'the image was pushed more than once')
    return this.registry.writes[0]?.digest ?? ''
  }

  /** The lock of the releases, as the last one left it. */
  lock(at = this.clone): { holder: unknown; unfinished: unknown } {
    const folder = join(at, '.git', 'opsctl', 'locks')
    // A clone in which there was nothing to do never took it.
    if (!existsSync(folder)) return { holder: null, unfinished: null }
    const versions = readdirSync(folder).map((name) => Number(name.split('@')[1]))
    const newest = join(folder, `_release.json@${Math.max(...versions)}`)
    return JSON.parse(readFileSync(newest, 'utf8'))
  }
}

const environments = 'region: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'

/** As small as an image can be that says where it comes from. */
const dockerfile = `FROM scratch
COPY service.txt /
ARG APP_COMMIT
LABEL org.opencontainers.image.revision=$APP_COMMIT
`

/** The digest of the one tag that the registry has; it was built from this commit. */
async function pushedTo({ repository }: RealRegistry, commit: string): Promise<string> {
  const [host = '', ...path] = repository.split('/')
  const base = `http://${host}/v2/${path.join('/')}`
  const { tags } = (await (await fetch(`${base}/tags/list`)).json()) as { tags: string[] }
  assert.deepEqual(tags, ['0.2.0'])
  const found = await httpRegistry({ plainHttp: true, basic: async () => null }).find(
    `${repository}:0.2.0`,
  )
  assert.equal(found?.labels['org.opencontainers.image.revision'], commit)
  return found?.digest ?? ''
}

let template: string | undefined

/** A remote and its clone, made once and copied for every world. */
function makeTemplate(env: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-template-'))
  const clone = join(folder, 'clone')
  const remote = join(folder, 'remote.git')
  const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, env, stdio: 'pipe' })
  mkdirSync(join(clone, 'api'), { recursive: true })
  git('init', '-q', '--bare', '-b', 'main', remote)
  git('init', '-q', '-b', 'main')
  git('remote', 'add', 'origin', remote)
  writeFileSync(join(clone, '.gitignore'), '.opsctl/\n/opsctl.yaml\n')
  writeFileSync(join(clone, 'VERSION'), '0.1.0\n')
  writeFileSync(join(clone, 'api', 'Dockerfile'), dockerfile)
  for (const [subject, text] of [
    ['a beginning', 'one'],
    ['something new', 'two'],
  ]) {
    writeFileSync(join(clone, 'api', 'service.txt'), `${text}\n`)
    git('add', '.')
    git('commit', '-q', '-m', `feat: ${subject}`)
    if (text === 'one') git('tag', '-a', '-m', 'v0.1.0', 'v0.1.0')
  }
  git('push', '-q', '-u', 'origin', 'main', 'v0.1.0')
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
