import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isOnPath } from '../../src/adapters/programs.ts'
import { TinyAws } from '../doubles/tiny-aws.ts'

const root = join(import.meta.dirname, '..', '..')

/** Why these tests cannot run here; null when they can. */
export function lacking(): string | null {
  if (!isOnPath('terraform')) return 'no terraform'
  return existsSync(join(root, 'dist', 'main.js')) ? null : 'not built'
}

function which(program: string): string {
  const folders = (process.env['PATH'] ?? '').split(':')
  return join(folders.find((folder) => existsSync(join(folder, program))) ?? '', program)
}

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A project of `terraform_data` (a provider inside of Terraform) with its state in a file. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'opsctl-tf-'))
  readonly aws = new TinyAws()
  #endpoint = ''

  /** Opened for a test or a block of them, which is skipped where there can be none. */
  static async forTest(test: Mocha.Context): Promise<World> {
    if (lacking() !== null) test.skip()
    const world = new World()
    await world.open()
    return world
  }

  async open(): Promise<void> {
    this.#endpoint = await this.aws.open()
    this.put('opsctl.yaml', this.config('dev: { account: "111111111111" }'))
    this.stack('resource "terraform_data" "a" { input = "one" }')
    this.variables('dev', '')
  }

  close(): void {
    this.aws.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  config(environments: string): string {
    return `project: shop\nregion: eu-west-3\nenvironments: { ${environments} }\nterraform: { dir: infra, state: { path: "state/{env}.tfstate" } }\n`
  }

  put(path: string, text: string): string {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  /** From now on the state is in a bucket, and with it lock and ledger. */
  useBucket(): void {
    this.put(
      'opsctl.yaml',
      this.config('dev: { account: "111111111111" }').replace(
        /state: .*/,
        'state: { bucket: "shop-{env}" } }',
      ),
    )
    this.put(
      'infra/backend_override.tf',
      'terraform {\n  backend "s3" {\n    use_lockfile = true\n  }\n}\n',
    )
  }

  /** A terraform in front of the real one: `script` is shell; `$real` is the real program. */
  wrap(script: string): Record<string, string> {
    const file = this.put('bin/terraform', `#!/bin/bash\nreal=${which('terraform')}\n${script}\n`)
    chmodSync(file, 0o755)
    return { PATH: `${this.folder}/bin:${process.env['PATH']}` }
  }

  stack(text: string): void {
    this.put('infra/main.tf', `terraform {\n  backend "local" {}\n}\n${text}\n`)
  }

  variables(environment: string, text: string): void {
    this.put(`infra/env/${environment}/terraform.tfvars`, text)
  }

  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.folder,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not-a-real-key',
      AWS_ENDPOINT_URL: this.#endpoint,
      ...more,
    }
  }

  start(args: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
      cwd: this.folder,
      env: this.env(more),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
  }

  run(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return endOf(this.start(args, more))
  }

  /** The `result` of a command that went well, or its `error`. */
  async json(
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
    // biome-ignore lint/suspicious/noExplicitAny: documents of many commands
  ): Promise<any> {
    const at = args.includes('--') ? args.indexOf('--') : args.length
    const ended = await this.run([...args.slice(0, at), '--json', ...args.slice(at)], more)
    const document = JSON.parse(ended.stdout)
    return { ...(document.ok ? document.result : document.error), status: ended.code }
  }
}

export function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk)
  })
  return new Promise((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  )
}
