import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EmulatedAws } from '../e2e/emulated-aws.ts'
import { emulatorVariables } from '../e2e/stack-on-emulator.ts'
import { World } from '../real-terraform/world.ts'

const root = join(import.meta.dirname, '../..')

/**
 * All of `terraform/` with its modules, as it is delivered, applied by opsctl to the emulator alone:
 * the environment `dev` with the sandbox's sizes, its state in a bucket. There are no hosts behind it.
 */
export class WholeStack {
  readonly world = new World()
  readonly #aws: EmulatedAws
  readonly #program: string
  /** Variables for each command. */
  more: Readonly<Record<string, string>> = {}

  /** `program` is `terraform` or `tofu`. */
  constructor(aws: EmulatedAws, program: string) {
    this.#aws = aws
    this.#program = program
  }

  async open(): Promise<void> {
    await this.world.open()
    const plain = (path: string) => !/\/(\.terraform[^/]*|tests|env)$/.test(path)
    for (const part of ['terraform', 'rollback/terraform']) {
      cpSync(join(root, part), join(this.world.folder, part), { recursive: true, filter: plain })
    }
    const config = this.world.config('dev: { account: "123456789012" }')
    const terraform = `{ program: ${this.#program}, state: { bucket: "shop-{env}-tfstate" } }`
    this.world.put('opsctl.yaml', config.replace(/^terraform: .*$/m, `terraform: ${terraform}`))
    const sandbox = readFileSync(join(root, 'terraform/env/sandbox/terraform.tfvars'), 'utf8')
    const dev = sandbox.replace('environment = "sandbox"', 'environment = "dev"')
    this.world.put('terraform/env/dev/terraform.tfvars', dev)
  }

  close(): void {
    this.world.close()
  }

  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands
  json(...words: string[]): Promise<any> {
    return this.world.json([...words, '-e', 'dev'], this.#env)
  }

  get #env(): Record<string, string> {
    return {
      ...emulatorVariables(this.#aws),
      // The names that S3 Control makes of the account are no loopback names.
      HTTP_PROXY: this.#aws.endpoint,
      ...this.more,
    }
  }
}
