import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Load, startLoad } from '../../scripts/load.ts'
import { Delivery } from './delivery.ts'
import { opsctl, start } from './opsctl.ts'

interface Issue {
  readonly title: string
  readonly body: string
}

describe('the workflows that deliver, on the sandbox', function () {
  this.timeout(1_500_000)
  const env = ['-e', 'sandbox']
  const stack = new Delivery()
  const issues: Issue[] = []
  let github: Server
  let load: Load | undefined

  before(async () => {
    await stack.start()
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
    stack.github = `http://127.0.0.1:${(github.address() as AddressInfo).port}`
  })
  afterEach(() => load?.stop())
  after(() => {
    github.close()
    stack.checkout.remove()
  })

  it('terraform.yml: plans the environment, which is as the code says', async () => {
    const repository = 'acme/shop'
    const event = {
      repository: { full_name: repository },
      pull_request: { number: 4, head: { repo: { full_name: repository }, ref: 'feat/a' } },
    }
    const only = ['--job', 'plan', '--matrix', 'environment:dev']
    const words = [...only, '--env', `GITHUB_REPOSITORY=${repository}`]
    const ran = await stack.run(event, 'terraform.yml', ...words)
    assert.equal(ran.exitCode, 0, ran.output)
    assert.match(ran.output, /No changes: the environment is as the code says/)
  })

  it('cd-dev.yml: brings the environment to the image, while requests flow', async () => {
    const version = `0.4.${Math.floor(Date.now() / 1000) % 100_000}`
    await opsctl('image', 'build', '--as', version)
    const { digest } = await opsctl('image', 'push', ...env, '--as', version)
    load = startLoad(`${stack.address}/items`, 100)
    const ran = await stack.run({ inputs: { digest } }, 'cd-dev.yml')
    assert.equal(ran.exitCode, 0, ran.output)
    const { failed, failures, sent } = await load.stop()
    assert.equal(failed, 0, JSON.stringify(failures))
    assert.ok(sent > 1000)
    assert.deepEqual(await stack.versions(), [version])
  })

  it('trigger-rollback.yml: takes a bad release back, and opens an issue with the ledger', async () => {
    const bad = `0.3.${Math.floor(Date.now() / 1000) % 100_000}`
    const [good] = await stack.versions()
    await opsctl('image', 'build', '--stage', 'faulty', '--as', bad)
    await opsctl('image', 'push', ...env, '--as', bad)
    // Nobody asks it anything before a person promotes it: no gate can know.
    const words = ['--strategy', 'blue-green', '--bake', '1h', '--warm', 'keep']
    const deployment = start('deploy', bad, ...env, ...words)
    await deployment.shown(/Judge the new hosts at 100 %/)
    await opsctl('deploy', 'promote', ...env)
    assert.equal((await deployment.ended).code, 0)
    assert.ok((await stack.met()).failed > 20, 'users are hurt')

    const payload = { environment: 'dev', reason: 'error rate above 5 %' }
    const event = { action: 'opsctl-rollback', client_payload: payload }
    const ran = await stack.run(event, 'trigger-rollback.yml')
    assert.equal(ran.exitCode, 0, ran.output)
    const { failed } = await stack.met()
    assert.equal(failed, 0)
    assert.deepEqual(await stack.versions(), [good])
    const [issue] = issues
    assert.match(issue?.title ?? '', /^Rollback of dev: success$/)
    assert.match(issue?.body ?? '', /^ {4}error rate above 5 %$/m)
    // The ledger's own lines, newest first.
    assert.match(issue?.body ?? '', /^ {4}\S+ .*rollback[\s\S]*^ {4}\S+ .*deploy/m)
  })
})
