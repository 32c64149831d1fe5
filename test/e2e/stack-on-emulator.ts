import { World } from '../real-terraform/world.ts'
import type { EmulatedAws } from './emulated-aws.ts'

const stack = (owner: string) => `
terraform {
  backend "local" {}
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-3"
}

resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
  tags       = { Name = "main", Owner = "${owner}" }
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-3a"
  size              = 8
  tags              = { Name = "data" }
}

output "volume" {
  value = aws_ebs_volume.data.id
}
`

/** A small stack of the real AWS provider on the emulator, with its state in a file. */
export class EmulatedStack {
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
    const config = this.world.config('dev: { account: "123456789012" }')
    this.world.put('opsctl.yaml', config.replace('infra,', `infra, program: ${this.#program},`))
    this.owner('ann')
  }

  close(): void {
    this.world.close()
  }

  /** Changes the code: the tag `Owner` of the VPC. */
  owner(name: string): void {
    this.world.put('infra/main.tf', stack(name))
  }

  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands
  json(...words: string[]): Promise<any> {
    return this.world.json(['infra', ...words, '-e', 'dev'], this.#env)
  }

  /** A command that names no environment. */
  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands
  command(...words: string[]): Promise<any> {
    return this.world.json(words, this.#env)
  }

  run(...words: string[]) {
    return this.world.run(['infra', ...words, '-e', 'dev'], this.#env)
  }

  get #env(): Record<string, string> {
    return { ...emulatorVariables(this.#aws), ...this.more }
  }
}

/** What opsctl is told so that its Terraform finds the emulator and the real provider. */
export function emulatorVariables({ endpoint }: EmulatedAws): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    // Where the provider lies that was built or fetched for the sandbox.
    HOME: process.env['HOME'] ?? '',
    // No linter of this machine's has a say.
    CI: 'true',
  }
}
