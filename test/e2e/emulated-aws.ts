import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** The sandbox's AWS alone, without hosts and load balancer. */
export class EmulatedAws {
  readonly endpoint: string
  readonly #child: ChildProcess
  readonly #state: string

  private constructor(child: ChildProcess, state: string, endpoint: string) {
    this.#child = child
    this.#state = state
    this.endpoint = endpoint
  }

  static async start(python: string): Promise<EmulatedAws> {
    const state = mkdtempSync(join(tmpdir(), 'opsctl-aws-'))
    const args = ['-m', 'emulator', '--port', '0', '--state', state, '--region', 'eu-west-3']
    const child = spawn(join(python, 'python'), args, {
      cwd: join(root, 'sandbox'),
      env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const endpoint = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)))
      child.stdout?.once('data', (line) => resolve(JSON.parse(String(line)).endpoint as string))
    })
    return new EmulatedAws(child, state, endpoint)
  }

  /** What an SDK client needs. */
  get access() {
    const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }
    return { endpoint: this.endpoint, region: 'eu-west-3', credentials }
  }

  /** Where the data of a volume or a snapshot lies now; null when it is nowhere. */
  folderOf(id: string): string | null {
    const [found] = globSync([`world/**/${id}`, `**/volumes/${id}`, `snapshots/${id}`], {
      cwd: this.#state,
    })
    return found === undefined ? null : join(this.#state, found)
  }

  /** Runs rollback/rollback.yml, as the README says. */
  async playbook(
    python: string,
    ...words: string[]
  ): Promise<{ status: number | null; text: string }> {
    const child = spawn(join(python, 'ansible-playbook'), ['rollback.yml', ...words], {
      cwd: join(root, 'rollback'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${python}:${process.env['PATH']}`,
        HOME: this.#state,
        LC_ALL: 'C.UTF-8',
        AWS_ENDPOINT_URL: this.endpoint,
        AWS_REGION: 'eu-west-3',
        AWS_ACCESS_KEY_ID: 'sandbox',
        AWS_SECRET_ACCESS_KEY: 'sandbox',
        OPSCTL_PROJECT: 'shop',
        OPSCTL_ENV: 'test',
      },
    })
    let text = ''
    const keep = (part: Buffer) => {
      text += part
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { status, text }
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    await gone
    rmSync(this.#state, { recursive: true, force: true })
  }
}
