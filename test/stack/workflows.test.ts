import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Load, startLoad } from '../../scripts/load.ts'
import { Checkout, type Ran } from '../workflows/act.ts'
import { opsctl, start } from './opsctl.ts'

const root = join(import.meta.dirname, '..', '..')
const vars = ['--var', 'AWS_ROLE=arn:aws:iam::111111111111:role/x', '--var', 'AWS_REGION=eu-west-3']
/** How the deployments of this test move the traffic: quickly. */
const quick =
  'deploy: { strategy: canary, weights: [50, 100], bake: 10s, warm: 0s, gates: [{ kind: errors }] }\n'

interface Issue {
  readonly title: string
  readonly body: string
}

/**
 * The workflows' `run` steps as they stand, run by act with the real opsctl, Terraform, Ansible and
 * podman on the quickstart's environment, for which `programs/opsctl` takes every environment's name.
 */
describe('the workflows that deliver, on the sandbox', function () {
  this.timeout(1_500_000)
  const env = ['-e', 'sandbox']
  const checkout = new Checkout()
  const issues: Issue[] = []
  let github: Server
  let address = ''
  let load: Load | undefined

  before(async () => {
    const tools = execFileSync('bash', ['scripts/workflow-tools.sh'], { cwd: root })
    process.env['PATH'] = `${String(tools).trim()}:${process.env['PATH']}`
    checkout.programs.push(join(import.meta.dirname, 'programs'))
    checkout.write('opsctl.yaml', `${checkout.read('opsctl.yaml')}${quick}`)
    checkout.withoutOpsctl()
    github = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += String(chunk)
      })
      request.on('end', () => {
        if (request.method === 'POST') issues.push(JSON.parse(body))
        response.writeHead(request.method === 'POST' ? 201 : 200).end('[]')
      })
    }).listen(0, '127.0.0.1')
    await once(github, 'listening')
    address = String((await opsctl('sandbox', 'up'))['loadBalancer'])
  })
  afterEach(() => load?.stop())
  after(() => {
    github.close()
    checkout.remove()
  })

  function run(event: object, file: string, ...words: string[]): Promise<Ran> {
    const { port } = github.address() as AddressInfo
    const own = {
      ON_STACK_HOME: homedir(),
      ON_STACK_PODMAN: execFileSync('which', ['podman'], { encoding: 'utf8' }).trim(),
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      XDG_STATE_HOME: process.env['XDG_STATE_HOME'] ?? '',
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? '',
    }
    const passed = Object.entries(own).flatMap(([name, value]) => ['--env', `${name}=${value}`])
    return checkout.run(
      event,
      file,
      ...vars,
      '--secret',
      'GITHUB_TOKEN=canary',
      ...passed,
      ...words,
    )
  }

  const versions = async () => {
    const { versions: seen } = await startedLoad(100, 2_000)
    return Object.keys(seen)
  }

  async function startedLoad(rate: number, milliseconds: number) {
    const some = startLoad(`${address}/version`, rate)
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    return some.stop()
  }

  it('terraform.yml: plans the environment, which is as the code says', async () => {
    const repository = 'acme/shop'
    const event = {
      repository: { full_name: repository },
      pull_request: { number: 4, head: { repo: { full_name: repository }, ref: 'feat/a' } },
    }
    const only = ['--job', 'plan', '--matrix', 'environment:dev']
    const words = [...only, '--env', `GITHUB_REPOSITORY=${repository}`]
    const ran = await run(event, 'terraform.yml', ...words)
    assert.equal(ran.exitCode, 0, ran.output)
    assert.match(ran.output, /No changes: the environment is as the code says/)
  })

  it('cd-dev.yml: brings the environment to the image, while requests flow', async () => {
    const version = `0.4.${Math.floor(Date.now() / 1000) % 100_000}`
    await opsctl('image', 'build', '--as', version)
    const { digest } = await opsctl('image', 'push', ...env, '--as', version)
    load = startLoad(`${address}/items`, 100)
    const ran = await run({ inputs: { digest } }, 'cd-dev.yml')
    assert.equal(ran.exitCode, 0, ran.output)
    const { failed, failures, sent } = await load.stop()
    assert.equal(failed, 0, JSON.stringify(failures))
    assert.ok(sent > 1000)
    assert.deepEqual(await versions(), [version])
  })

  it('trigger-rollback.yml: takes a bad release back, and opens an issue with the ledger', async () => {
    const bad = `0.3.${Math.floor(Date.now() / 1000) % 100_000}`
    const [good] = await versions()
    await opsctl('image', 'build', '--stage', 'faulty', '--as', bad)
    await opsctl('image', 'push', ...env, '--as', bad)
    // Nobody asks it anything before a person promotes it: no gate can know.
    const words = ['--strategy', 'blue-green', '--bake', '1h', '--warm', 'keep']
    const deployment = start('deploy', bad, ...env, ...words)
    await deployment.shown(/Judge the new hosts at 100 %/)
    await opsctl('deploy', 'promote', ...env)
    assert.equal((await deployment.ended).code, 0)
    assert.ok((await startedLoad(100, 2_000)).failed > 20, 'users are hurt')

    const payload = { environment: 'dev', reason: 'error rate above 5 %' }
    const event = { action: 'opsctl-rollback', client_payload: payload }
    const ran = await run(event, 'trigger-rollback.yml')
    assert.equal(ran.exitCode, 0, ran.output)
    const { failed } = await startedLoad(100, 2_000)
    assert.equal(failed, 0)
    assert.deepEqual(await versions(), [good])
    const [issue] = issues
    assert.match(issue?.title ?? '', /^Rollback of dev: success$/)
    assert.match(issue?.body ?? '', /^ {4}error rate above 5 %$/m)
    // The ledger's own lines, newest first.
    assert.match(issue?.body ?? '', /^ {4}\S+ .*rollback[\s\S]*^ {4}\S+ .*deploy/m)
  })
})
