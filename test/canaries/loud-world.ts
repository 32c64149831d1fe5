import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Fault, type Refusal, TinyAws } from '../doubles/tiny-aws.ts'
import { leakIn, loud, places, secretsOf } from './canaries.ts'

const root = join(import.meta.dirname, '..', '..')
const programs =
  'terraform ansible-playbook ansible-inventory ansible-lint molecule podman runc python3 python3.12 python3.13 python uv haproxy promtool ssh tflint checkov'
const foundOnMachine = ['sh', 'cat', 'git', 'bash', 'rm', 'mkdir', 'ln']
const all = places.flatMap((place) => Object.values(secretsOf(place)))
const known = [...Object.values(secretsOf('environment')), ...Object.values(secretsOf('ansible'))]

/** AWS that repeats the environment's secrets in whatever it refuses; S3 and STS work until told. */
class LoudAws extends TinyAws {
  s3Works = true
  // One line: an error's message in XML.
  readonly #message = loud(known)

  constructor() {
    super()
    this.fault = (call) => this.#fault(call)
  }

  #fault(call: string): Fault | null {
    const rest = /^GET \/(policies|backup|2013)/.test(call)
    const s3 = !this.s3Works && !call.startsWith('POST')
    return rest || s3 ? this.#refusal('AccessDenied') : null
  }

  protected override query(asked: URLSearchParams): Refusal | null {
    return asked.get('Action') === 'GetCallerIdentity' ? null : this.#refusal('Loud')
  }

  #refusal(code: string): Refusal {
    return { status: 400, code, message: this.#message }
  }
}

export interface Run {
  readonly args: readonly string[]
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A project in which every program, AWS, and many a file hold secrets. */
export class LoudWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'opsctl-loud-'))
  readonly aws = new LoudAws()
  /** What was looked at: each stream that is not empty, each file in each of its states. */
  readonly captured: { readonly what: string; readonly text: string }[] = []
  readonly #seen = new Set<string>()
  #endpoint = ''

  async open(): Promise<void> {
    this.#endpoint = await this.aws.open()
    this.#words()
    this.#programs()
    this.#project()
  }

  close(): void {
    this.aws.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  put(path: string, text: string, mode = 0o644): string {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { mode })
    return file
  }

  /** What the programs print. */
  #words(): void {
    for (const place of places) this.put(`words/${place}`, loud(Object.values(secretsOf(place))))
    this.put('words/known', loud(known))
    const variables = { ...prefixed('v_', 'variables'), ...prefixed('f_', 'files') }
    this.put('words/plan.json', JSON.stringify(planOf(variables)))
    this.put('words/plan-events', lines(events(known)))
    this.put('words/apply-events', lines(events([...known, ...Object.values(variables)])))
    const outputs = {
      db_address: { value: 'db.internal', sensitive: false },
      secrets: { value: secretsOf('outputs'), sensitive: true },
      nested: { value: [{ k: secretsOf('outputs').json }], sensitive: true },
    }
    this.put('words/outputs.json', JSON.stringify(outputs))
    this.put('words/ansible-events', lines(playEvents()))
    const hostvars = {
      'i-1': { ansible_password: secretsOf('ansible').plain, tags: { Name: 'a' } },
    }
    this.put('words/inventory.json', JSON.stringify({ _meta: { hostvars } }))
    const finding = {
      check_name: 'no-secrets',
      severity: 'major',
      description: loud(known),
      location: { path: 'site.yml', lines: { begin: 1 } },
    }
    this.put('words/lint.json', JSON.stringify([finding]))
  }

  #programs(): void {
    const bin = join(this.folder, 'bin')
    mkdirSync(bin)
    copyFileSync(join(import.meta.dirname, 'tool.sh'), join(bin, 'tool'))
    for (const name of programs.split(' ')) symlinkSync('tool', join(bin, name))
    for (const name of foundOnMachine) {
      symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name))
    }
  }

  /** A clone whose commits, tags and files quote the environment's secrets. */
  #project(): void {
    this.put('project/opsctl.yaml', config)
    this.put('project/infra/main.tf', 'terraform {\n  backend "local" {}\n}\n')
    for (const environment of ['dev', 'staging', 'cloud']) {
      for (const stack of ['infra', 'snapshots/terraform']) {
        this.put(`project/${stack}/env/${environment}/terraform.tfvars`, '')
      }
    }
    this.put('project/ansible/ansible.cfg', '[defaults]\n')
    this.put('project/ansible/site.yml', '[]\n')
    this.put('project/ansible/roles/app/molecule/default/molecule.yml', '')
    this.put('project/api/Dockerfile', 'FROM scratch\n')
    this.put('project/VERSION', '1.2.0\n')
    this.put('project/.gitignore', '.opsctl/\n')
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', join(this.folder, 'project'), ...args], {
        env: { ...this.env(), ...author },
      })
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-q', '-m', 'feat: begin')
    git('tag', 'v1.2.0')
    const { plain, short } = secretsOf('environment')
    git('commit', '-q', '--allow-empty', '-m', `feat: use ${plain}`, '-m', loud(known))
    git('commit', '-q', '--allow-empty', '-m', `no type, ${short}`)
  }

  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const named = { pem: 'TLS_PRIVATE_KEY', json: 'DB_CREDENTIALS', short: 'SMTP_PASSWORD' }
    const rest = { lines: 'RECOVERY_SECRET', plain: 'DEPLOY_TOKEN' }
    const names = Object.entries({ ...named, ...rest }) as [keyof typeof named, string][]
    const of = (place: 'environment' | 'ansible', before: string) =>
      Object.fromEntries(names.map(([kind, name]) => [`${before}${name}`, secretsOf(place)[kind]]))
    return {
      PATH: join(this.folder, 'bin'),
      HOME: this.folder,
      XDG_STATE_HOME: join(this.folder, 'state'),
      XDG_CACHE_HOME: join(this.folder, 'cache'),
      CANARIES: join(this.folder, 'words'),
      LOUD: 'ok',
      GIT_CONFIG_GLOBAL: '/dev/null',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not-a-real-key',
      AWS_ENDPOINT_URL: this.#endpoint,
      ...of('environment', ''),
      ...of('ansible', 'VAULT_'),
      ...prefixed('TF_VAR_v_', 'variables'),
      ...more,
    }
  }

  /** Runs one command line and keeps what it left; it is ended when it does not end by itself. */
  async run(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Run> {
    const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
      cwd: join(this.folder, 'project'),
      env: this.env(more),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const texts = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (part) => {
        texts[stream] += part
      })
    }
    const stuck = setTimeout(() => child.kill('SIGKILL'), 120_000)
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    clearTimeout(stuck)
    const what = `${args.join(' ')} ${JSON.stringify(more)}`
    for (const [stream, text] of Object.entries(texts)) this.keep(`${stream} of ${what}`, text)
    return { args, code, ...texts }
  }

  /**
   * Every file below the project and every object in the bucket that is new or has changed. What a tool
   * wrote for the process that resumes, and plans, hold secrets by nature: those are for their owner only.
   */
  keepFiles(after: string): void {
    const project = join(this.folder, 'project')
    for (const name of globSync(['.opsctl/**/*', '*.md', '*.html', '*.plan'], { cwd: project })) {
      const file = join(project, name)
      const stat = statSync(file, { throwIfNoEntry: false })
      if (!stat?.isFile()) continue
      if (!/\.(out|err|tfplan|plan)$/.test(name)) {
        this.keep(`${name} after ${after}`, readFileSync(file, 'utf8'))
      } else if ((stat.mode & 0o077) !== 0) throw new Error(`${name} is open to others`)
    }
    for (const [key, { body }] of this.aws.objects) this.keep(`${key} after ${after}`, String(body))
  }

  keep(what: string, text: string): void {
    if (text === '') return
    const sum = createHash('sha256').update(text).digest('hex')
    // The same file in the same state is one capture; a stream is one each time.
    if (!/^std(out|err) of/.test(what)) {
      const state = `${what.split(' after ')[0]} ${sum}`
      if (this.#seen.has(state)) return
      this.#seen.add(state)
    }
    this.captured.push({ what, text })
  }

  /** What of all that holds a secret, told so that one sees where. */
  leaks(): readonly string[] {
    return this.captured.flatMap(({ what, text }) => {
      const leak = leakIn(text, all)
      return leak ? [`${what}\n  ${JSON.stringify(leak)}`] : []
    })
  }
}

const author = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

const config = `project: shop
region: eu-west-3
environments:
  dev: { account: "111111111111" }
  staging: { account: "111111111111" }
  cloud: { account: "111111111111" }
  box: { account: "123456789012", sandbox: true }
terraform: { dir: infra, state: { path: "tfstate/{env}.tfstate" } }
image: { repository: localhost:1/shop }
`

/** The same with the state, and so lock and ledger, in a bucket. */
export const inBucket = config.replace(/state: .*/, 'state: { bucket: "shop-{env}" } }')

function prefixed(before: string, place: (typeof places)[number]): Record<string, string> {
  const all = Object.entries(secretsOf(place))
  return Object.fromEntries(all.map(([kind, value]) => [`${before}${kind}`, value]))
}

function planOf(variables: Readonly<Record<string, string>>) {
  const names = Object.keys(variables)
  const change = (sensitive: unknown) => ({
    ...{ actions: ['create'], before: null, after: { input: variables }, after_unknown: {} },
    ...{ before_sensitive: false, after_sensitive: sensitive },
  })
  const resource = { mode: 'managed', type: 'terraform_data', name: 'a', provider_name: 'p' }
  return {
    format_version: '1.2',
    variables: Object.fromEntries(names.map((name) => [name, { value: variables[name] }])),
    resource_changes: [
      { address: 'terraform_data.a', ...resource, change: change({ input: true }) },
    ],
    output_changes: { all: change(true) },
    configuration: {
      root_module: {
        variables: Object.fromEntries(names.map((name) => [name, { sensitive: true }])),
      },
    },
  }
}

/** Terraform's events about each secret: a line of its own, a diagnostic, a resource's address. */
function events(secrets: readonly string[]): readonly object[] {
  return secrets.flatMap((secret) => [
    { '@level': 'info', '@message': `said: ${secret}`, type: 'provision_progress' },
    {
      ...{ '@level': 'error', '@message': `Error: ${secret}`, type: 'diagnostic' },
      diagnostic: { severity: 'error', summary: secret, detail: loud([secret]), address: 'a.b' },
    },
    {
      ...{ '@level': 'info', '@message': 'creating', type: 'apply_start' },
      hook: { resource: { addr: `terraform_data.a["${secret}"]` }, action: 'create' },
    },
  ])
}

function playEvents(): readonly object[] {
  const secrets = [...known, ...Object.values(secretsOf('outputs'))]
  const none = { ok: 0, unreachable: 0, skipped: 0, rescued: 0, ignored: 0 }
  return [
    { event: 'start', plays: ['hosts'] },
    { event: 'play', play: secrets[2], hosts: ['i-1'] },
    ...secrets.flatMap((secret) => [
      { event: 'task', task: `Put ${secret}` },
      {
        ...{ event: 'host', host: 'i-1', status: 'failed', task: `Put ${secret}` },
        ...{ message: loud([secret]), module_stderr: secret },
      },
    ]),
    {
      event: 'stats',
      hosts: { 'i-1': { ...none, changed: 1, failures: 1 } },
      unfinished: {},
      told: { 'i-1': { said: secrets[0] } },
    },
  ]
}

function lines(events: readonly object[]): string {
  return `${events.map((event) => JSON.stringify(event)).join('\n')}\n`
}
