import assert from 'node:assert/strict'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, dirname } from 'node:path'
import { Checkout } from './act.ts'

const vars = ['--var', 'AWS_ROLE=arn:aws:iam::111111111111:role/x', '--var', 'AWS_REGION=eu-west-3']
const approved = `${'0'.repeat(63)}5`
const digest = `sha256:${'0'.repeat(63)}7`

/** Each `run` step as it stands; opsctl parses its words for real and changes nothing. */
describe('the workflows that deliver, their steps run by act', () => {
  const checkout = new Checkout()
  before(() => checkout.withoutOpsctl())
  beforeEach(() => {
    checkout.fails = ''
  })
  after(() => checkout.remove())
  const opsctl = (asked: readonly string[]) =>
    asked.filter((line) => line.startsWith('opsctl ')).map((line) => line.slice('opsctl '.length))

  const toDev = () => checkout.run({ inputs: { digest } }, 'cd-dev.yml', ...vars)

  it('cd-dev: infrastructure, configuration, then the traffic to the very digest it was given', async () => {
    const ran = await toDev()
    assert.equal(ran.exitCode, 0, ran.output)
    assert.deepEqual(opsctl(ran.asked), [
      'infra up --yes --lock-wait 900 [dev]',
      'config apply --yes --lock-wait 900 [dev]',
      `deploy ${digest} --yes --lock-wait 900 [dev]`,
      'deploy status [dev]',
    ])
  })

  it('cd-dev: stops at the first step that fails, and still says what is true', async () => {
    checkout.fails = 'config=1'
    const ran = await toDev()
    assert.notEqual(ran.exitCode, 0)
    assert.deepEqual(opsctl(ran.asked).slice(-2), [
      'config apply --yes --lock-wait 900 [dev]',
      'deploy status [dev]',
    ])
  })

  it('verify-snapshot: at night the newest one, and no new one', async () => {
    const ran = await checkout.run({ inputs: {} }, 'verify-snapshot.yml', ...vars)
    assert.equal(ran.exitCode, 0, ran.output)
    assert.deepEqual(opsctl(ran.asked), ['snapshot verify --latest --lock-wait 900 [prod]'])
    checkout.fails = 'snapshot=5'
    const red = await checkout.run({ inputs: {} }, 'verify-snapshot.yml', ...vars)
    assert.notEqual(red.exitCode, 0)
  })

  it('validate-staging: takes a new snapshot of staging and restores that one', async () => {
    const ran = await checkout.run({ inputs: {} }, 'validate-staging.yml', ...vars)
    assert.equal(ran.exitCode, 0, ran.output)
    assert.deepEqual(opsctl(ran.asked), [
      'snapshot create --lock-wait 900 [staging]',
      'snapshot verify --latest --lock-wait 900 [staging]',
    ])
  })

  describe('cd-prod', () => {
    const merge = (outcome: string, more: { version?: string; image?: string } = {}) => {
      const facts = { image: more.image ?? `ghcr.io/example/shop@${digest}` }
      const result = { outcome, version: more.version ?? '1.4.0', facts }
      checkout.answer('release', JSON.stringify({ ok: true, result }))
      const words = [...vars, '--secret', 'GITHUB_TOKEN=canary', '--secret', 'RELEASE_DEPLOY_KEY=k']
      return checkout.run({ ref: 'refs/heads/main' }, 'cd-prod.yml', ...words)
    }
    const rolledBack = (asked: readonly string[]) =>
      opsctl(asked).filter((line) => line.startsWith('rollback'))

    it('brings prod to the version that was released', async () => {
      const ran = await merge('done')
      assert.equal(ran.exitCode, 0, ran.output)
      // What is attested.
      assert.match(ran.output, /set-output:: name=ghcr\.io\/example\/shop$/m)
      assert.match(ran.output, new RegExp(`set-output:: digest=${digest}$`, 'm'))
      assert.deepEqual(opsctl(ran.asked), [
        'release publish --json []',
        'snapshot create --lock-wait 900 [prod]',
        'snapshot verify --latest --lock-wait 900 [prod]',
        'deploy plan 1.4.0 --json [prod]',
        'infra up --yes --confirm prod --lock-wait 900 [prod]',
        'config apply --yes --confirm prod --lock-wait 900 [prod]',
        `deploy 1.4.0 --approved ${approved} --lock-wait 900 [prod]`,
        'deploy status [prod]',
      ])
    })

    it('scans the very image that was released, and neither attests nor deploys a bad one', async () => {
      const ran = await merge('done')
      assert.deepEqual(
        ran.asked.filter((line) => line.startsWith('scan ')),
        [`scan registry:ghcr.io/example/shop@${digest}`],
      )
      checkout.fails = 'scan=1'
      const bad = await merge('done')
      assert.notEqual(bad.exitCode, 0)
      assert.deepEqual(opsctl(bad.asked), ['release publish --json []'])
      assert.doesNotMatch(bad.output, /Main Provenance of the image/)
    })

    it('deploys nothing where nothing was released', async () => {
      assert.deepEqual(opsctl((await merge('nothing')).asked), ['release publish --json []'])
    })

    it('goes on with its own release when it is run again, and not with what came later', async () => {
      checkout.commit('chore: release v1.4.0')
      // What a repeated run checks out is the commit that it was started for.
      checkout.git('checkout', '--quiet', '--detach', 'HEAD^')
      try {
        const again = await merge('nothing')
        assert.equal(again.exitCode, 0, again.output)
        assert.equal(opsctl(again.asked).at(-2)?.split(' ').slice(0, 2).join(' '), 'deploy 1.4.0')
        checkout.git('checkout', '--quiet', 'main')
        checkout.commit('docs: later')
        checkout.git('checkout', '--quiet', '--detach', 'HEAD~2')
        assert.deepEqual(opsctl((await merge('nothing')).asked), ['release publish --json []'])
      } finally {
        checkout.git('checkout', '--quiet', 'main')
      }
    })

    it('takes no line of a version, an image or a hash for an output of its own', async () => {
      for (const more of [
        { version: '1.4.0\noutcome=done' },
        { image: `ghcr.io/example/shop@${digest}\noutcome=done` },
      ]) {
        const ran = await merge('nothing', more)
        assert.notEqual(ran.exitCode, 0)
        assert.deepEqual(opsctl(ran.asked), ['release publish --json []'])
        assert.doesNotMatch(ran.output, /set-output/)
        assert.match(ran.output, /An output of several lines/)
      }
      checkout.answer('plan', `${approved}\nexit=6`)
      const ran = await merge('done')
      checkout.answer('plan', approved)
      assert.notEqual(ran.exitCode, 0)
      assert.match(opsctl(ran.asked).at(-1) ?? '', /^deploy plan /)
    })

    it('deploys nothing without a snapshot that was proven', async () => {
      checkout.fails = 'snapshot=5'
      const ran = await merge('done')
      assert.notEqual(ran.exitCode, 0)
      assert.ok(!opsctl(ran.asked).some((line) => /^(infra|config|deploy)/.test(line)))
    })

    it('deploys nothing that could not be planned', async () => {
      checkout.fails = 'plan=5'
      const ran = await merge('done')
      assert.notEqual(ran.exitCode, 0)
      assert.deepEqual(opsctl(ran.asked).slice(-1), ['deploy plan 1.4.0 --json [prod]'])
    })

    it('leaves a deployment alone that put everything back, and takes back one that could not', async () => {
      checkout.fails = 'deploy=5'
      assert.deepEqual(rolledBack((await merge('done')).asked), [])
      checkout.fails = 'deploy=6'
      assert.deepEqual(rolledBack((await merge('done')).asked), [
        'rollback --yes --confirm prod --lock-wait 600 [prod]',
      ])
    })
  })

  describe('trigger-rollback', () => {
    const rollBack = (environment: string, reason: string) =>
      checkout.run(
        { action: 'opsctl-rollback', client_payload: { environment, reason } },
        'trigger-rollback.yml',
        ...vars,
        ...['--secret', 'GITHUB_TOKEN=canary'],
      )

    it('goes back for an alert, and opens an issue', async () => {
      const ran = await rollBack('prod', 'error rate above 5 %')
      assert.equal(ran.exitCode, 0, ran.output)
      assert.deepEqual(opsctl(ran.asked), [
        'rollback --yes --confirm prod --lock-wait 600 [prod]',
        'history --limit 10 [prod]',
      ])
      const asked = ran.asked.join('\n')
      assert.match(asked, /^gh issue create --repo \S+ --title Rollback of prod: success /m)
      assert.match(asked, /^ {4}error rate above 5 %$/m)
    })

    it('opens one too when the way back failed, and says with which exit code', async () => {
      checkout.fails = 'rollback=6'
      const ran = await rollBack('prod', 'x')
      assert.notEqual(ran.exitCode, 0)
      assert.match(
        ran.asked.join('\n'),
        /Rollback of prod: failure[\s\S]*\*\*failure\*\* \(exit 6\)/,
      )
    })

    it('lets nothing of a webhook run, leave its block or reach another environment', async () => {
      const trap = `${checkout.top}/trap`
      const reason = `$(touch ${trap})\n\`touch ${trap}\`\n\`\`\`\n@everyone \x1b[31m"; touch ${trap}; "`
      const ran = await rollBack('prod', reason)
      const issue = ran.asked.join('\n')
      assert.match(issue, /^ {4}@everyone \[31m/m)
      assert.doesNotMatch(issue, /^@everyone|^```|^ {0,3}`/m)
      assert.ok(!checkout.has(trap))
      for (const environment of [`prod$(touch ${trap})`, 'sandbox', '']) {
        const refused = await rollBack(environment, 'x')
        assert.deepEqual(opsctl(refused.asked), [])
      }
      assert.ok(!checkout.has(trap))
    })
  })

  it('terraform: plans each environment, but not for a fork', async () => {
    const pull = (from: string) => ({
      repository: { full_name: 'acme/shop' },
      pull_request: { number: 4, head: { repo: { full_name: from }, ref: 'feat/a' } },
    })
    const words = ['--job', 'plan', ...vars, '--env', 'GITHUB_REPOSITORY=acme/shop']
    const ran = await checkout.run(pull('acme/shop'), 'terraform.yml', ...words)
    assert.equal(ran.exitCode, 0, ran.output)
    assert.equal(opsctl(ran.asked).length, 3, ran.asked.join('\n'))
    for (const environment of ['dev', 'staging', 'prod']) {
      const line = opsctl(ran.asked).find((one) => one.endsWith(`[${environment}]`))
      assert.match(line ?? '', /^infra plan --lock-wait 300 --markdown \S+\.md/)
    }
    const fork = await checkout.run(pull('mallory/shop'), 'terraform.yml', ...words)
    assert.deepEqual(opsctl(fork.asked), [])
  })

  it('terraform: formatted for real, and one comment', async () => {
    checkout.keepJobs('terraform.yml', ['modules', 'comment'])
    checkout.commit('test: two jobs')
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url?.replace(/\?.*/, '')}`)
      response.end('[]')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const event = { pull_request: { number: 4, head: { ref: 'feat/a' } } }
    const words = [
      '--secret',
      'GITHUB_TOKEN=canary',
      '--env',
      `GITHUB_API_URL=http://127.0.0.1:${port}`,
    ]
    const ran = await checkout.run(event, 'terraform.yml', ...words)
    server.close()
    assert.equal(ran.exitCode, 0, ran.output)
    assert.deepEqual(
      seen.map((line) => line.replace(/repos\/[^/]+\/[^/]+/, 'REPO')),
      ['GET /REPO/issues/4/comments', 'POST /REPO/issues/4/comments'],
    )
    assert.ok(ran.asked.includes('npm test --silent -- terraform'))
  })

  it('ansible-ci: lints, and tests each role', async () => {
    const ran = await checkout.run({ pull_request: { head: { ref: 'feat/a' } } }, 'ansible-ci.yml')
    assert.equal(ran.exitCode, 0, ran.output)
    const tested = globSync('ansible/roles/*/molecule', { cwd: checkout.folder })
    const roles = tested.map((folder) => `config test ${basename(dirname(folder))} []`)
    assert.deepEqual(opsctl(ran.asked).sort(), ['config lint []', ...roles].sort())
  })
})
