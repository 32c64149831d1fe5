import assert from 'node:assert/strict'
import { chmodSync, cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOnPath } from '../../src/adapters/programs.ts'
import { World } from './world.ts'

const recorded = (name: string) =>
  join(import.meta.dirname, '..', 'tools', 'policy', 'recorded', name)
const project = join(import.meta.dirname, '..', 'tools', 'policy', 'project')
const plan = ['infra', 'plan', '-e', 'dev']

describe('policy tools beside a real Terraform', function () {
  this.timeout(120_000)
  let world: World
  let env: Record<string, string>

  beforeEach(async function () {
    world = await World.forTest(this)
    env = { PATH: `${world.folder}/bin:${process.env['PATH']}` }
  })
  afterEach(() => world?.close())

  const tool = (name: string, script: string) =>
    chmodSync(world.put(`bin/${name}`, `#!/bin/bash\n${script}\n`), 0o755)
  const settings = (policy: string) =>
    world.put(
      'opsctl.yaml',
      world
        .config('dev: { account: "111111111111" }')
        .replace('infra,', `infra, policy: ${policy},`),
    )
  const both = () => {
    tool('tflint', `cat ${recorded('tflint.json')}; exit 2`)
    tool('checkov', `cat ${recorded('checkov.json')}; exit 1`)
  }

  it('are in the summary: on the terminal, in Markdown, in JSON', async () => {
    both()
    const file = join(world.folder, 'plan.md')
    const { code, stdout } = await world.run([...plan, '--markdown', file], env)
    assert.equal(code, 0)
    assert.match(
      stdout,
      /Plan: 1 to add[\s\S]*\n\nPolicy: 5 errors, 4 warnings \(tflint, checkov\)\n/,
    )
    assert.match(stdout, /CKV_AWS_3 {2}infra\/modules\/store\/main\.tf:9\n/)
    const markdown = readFileSync(file, 'utf8')
    assert.match(markdown, /#### Policy: 5 errors[\s\S]*\| \*\*error\*\* \| `Ensure/)
    const { policy } = await world.json(plan, env)
    assert.deepEqual([policy.errors, policy.warnings, policy.refusals], [5, 4, []])
  })

  it('refuse a plan where opsctl.yaml says so: exit 5, no file to apply, and no up', async () => {
    both()
    settings('{ failOn: error }')
    const out = join(world.folder, 'p.plan')
    const ended = await world.run([...plan, '--out', out], env)
    assert.equal(ended.code, 5)
    assert.match(ended.stdout, /refused: 5 errors[\s\S]*p\.plan was not written/)
    assert.equal(existsSync(out), false)
    const up = await world.json(['infra', 'up', '-e', 'dev', '--yes'], env)
    assert.deepEqual([up.status, up.code], [5, 'POLICY_REFUSED'])
    assert.equal(existsSync(join(world.folder, 'state/dev.tfstate')), false)
    settings('{ failOn: error, checkov: never }')
    assert.equal((await world.json(['infra', 'up', '-e', 'dev', '--yes'], env)).status, 0)
  })

  it('never hang: one that is deaf is ended, told, and fails nothing by itself', async () => {
    tool('tflint', "trap '' INT TERM; while :; do sleep 1; done")
    tool('checkov', 'echo Segmentation fault >&2; kill -SEGV $$')
    settings('{ within: 1s }')
    const { code, stdout } = await world.run(plan, env)
    assert.equal(code, 0)
    assert.match(stdout, /tflint did not judge: it took longer than 1 s\n/)
    assert.match(stdout, /checkov did not judge: it was ended by SIGSEGV\n/)
    settings('{ within: 1s, tflint: required, checkov: never }')
    assert.equal((await world.run(plan, env)).code, 5)
  })

  it('see no secret of the environment, and none of theirs is shown', async () => {
    const words = '"$TF_VAR_word $AWS_SECRET_ACCESS_KEY $GITHUB_TOKEN canary-from-file"'
    tool(
      'tflint',
      `printf '{"issues":[{"rule":{"name":"r"},"message":"%s"}],"errors":[]}' ${words}; exit 2`,
    )
    world.stack(
      'variable "word" {}\nvariable "hidden" { sensitive = true }\nresource "terraform_data" "a" { input = var.hidden }',
    )
    world.variables('dev', 'hidden = "canary-from-file"')
    const secrets = { TF_VAR_word: 'canary-variable', GITHUB_TOKEN: 'canary-token-7' }
    const { policy } = await world.json(plan, { ...env, ...secrets })
    assert.equal(policy.findings[0].message, '***')
    const { stdout, stderr } = await world.run([...plan, '--verbose'], { ...env, ...secrets })
    assert.doesNotMatch(stdout + stderr, /canary/)
  })

  it('find what they found when they were recorded (skipped without tflint and checkov)', async function () {
    if (!isOnPath('tflint') || !isOnPath('checkov')) this.skip()
    cpSync(project, join(world.folder, 'infra'), { recursive: true })
    // The plan itself is another's matter: what is judged lies there in any case.
    const { PATH } = world.wrap(
      'case "$1" in plan) exit 0;; init) mkdir -p "$TF_DATA_DIR"; echo \'{"backend":{"type":"local"}}\' > "$TF_DATA_DIR/terraform.tfstate"; exit 0;; esac; exec "$real" "$@"',
    )
    const { policy } = await world.json(plan, { PATH: PATH ?? '' })
    const found = policy.findings.map(
      ({ tool, rule, file, line }: Record<string, unknown>) => `${tool} ${rule} ${file}:${line}`,
    )
    for (const one of [
      'tflint terraform_unused_declarations infra/main.tf:7',
      'tflint terraform_required_providers infra/modules/store/main.tf:9',
      'checkov CKV_AWS_24 infra/main.tf:14',
      'checkov CKV_AWS_3 infra/modules/store/main.tf:9',
    ]) {
      assert.ok(found.includes(one), `${one} is not among\n${found.join('\n')}`)
    }
  })
})
