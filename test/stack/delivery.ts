import { execFileSync } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type LoadReport, startLoad } from '../../scripts/load.ts'
import { Checkout, type Ran } from '../workflows/act.ts'
import { opsctl } from './opsctl.ts'

const root = join(import.meta.dirname, '..', '..')
const vars = ['--var', 'AWS_ROLE=arn:aws:iam::111111111111:role/x', '--var', 'AWS_REGION=eu-west-3']
/** How the deployments of these tests move the traffic: quickly. */
const quick =
  'deploy: { strategy: canary, weights: [50, 100], bake: 10s, warm: 0s, gates: [{ kind: errors }] }\n'

/**
 * The workflows' `run` steps as they stand, run by act with the real opsctl, Terraform, Ansible and
 * podman on the quickstart's environment, for which `programs/opsctl` takes every environment's name.
 */
export class Delivery {
  readonly checkout = new Checkout()
  /** Where GitHub's API is. */
  github = ''
  /** What the workflows have for a token. */
  token = 'canary'
  /** The load balancer. */
  address = ''
  /** The sandbox's registry, as this machine reaches it. */
  registry = ''

  async start(): Promise<this> {
    const tools = execFileSync('bash', ['scripts/workflow-tools.sh'], { cwd: root })
    process.env['PATH'] = `${String(tools).trim()}:${process.env['PATH']}`
    const { checkout } = this
    checkout.programs.push(join(import.meta.dirname, 'programs'))
    checkout.write('opsctl.yaml', `${checkout.read('opsctl.yaml')}${quick}`)
    checkout.withoutOpsctl()
    const facts = await opsctl('sandbox', 'up')
    this.address = String(facts['loadBalancer'])
    this.registry = String(facts['registryPublished'])
    return this
  }

  run(event: object, file: string, ...words: string[]): Promise<Ran> {
    const own = {
      ON_STACK_HOME: homedir(),
      ON_STACK_PODMAN: execFileSync('which', ['podman'], { encoding: 'utf8' }).trim(),
      GITHUB_API_URL: this.github,
      XDG_STATE_HOME: process.env['XDG_STATE_HOME'] ?? '',
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? '',
    }
    const passed = Object.entries(own).flatMap(([name, value]) => ['--env', `${name}=${value}`])
    const secret = ['--secret', `GITHUB_TOKEN=${this.token}`]
    return this.checkout.run(event, file, ...vars, ...secret, ...passed, ...words)
  }

  /** What requests meet for a while: 100 a second, for two seconds. */
  async met(): Promise<LoadReport> {
    const some = startLoad(`${this.address}/version`, 100)
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    return some.stop()
  }

  /** The versions that answer. */
  async versions(): Promise<string[]> {
    return Object.keys((await this.met()).versions)
  }
}
