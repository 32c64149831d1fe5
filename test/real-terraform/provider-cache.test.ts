import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, globSync, lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { World } from './world.ts'

const python = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as packed:
    packed.writestr('terraform-provider-one_v1.0.0', '#!/bin/sh\\n')
    packed.writestr('LICENSE', 'x' * 100000)
`

/** The real plan, up to where it would start the provider, which is none: by then it has looked at it. */
const untilStarted = `
if [ "$1" = plan ]; then
  said=$("$real" "$@")
  code=$?
  case "$said" in *"Failed to load plugin schemas"*) exit 0 ;; esac
  printf '%s\\n' "$said"
  exit $code
fi
exec "$real" "$@"
`

describe('the cache of providers, with a real Terraform', function () {
  this.timeout(120_000)
  let world: World

  beforeEach(async function () {
    world = await World.forTest(this)
    world.put(
      'opsctl.yaml',
      world.config(
        'dev: { account: "111111111111" }, staging: { account: "111111111111" }, qa: { account: "111111111111" }',
      ),
    )
    for (const name of ['staging', 'qa']) world.variables(name, '')
    const stack = 'resource "terraform_data" "a" {}'
    world.stack(
      `terraform {\n  required_providers {\n    one = { source = "acme/one" }\n  }\n}\n${stack}`,
    )
    // Packed, so that Terraform unpacks it as it does what comes from the registry.
    const mirror = join(world.folder, 'mirror')
    const zip = 'mirror/registry.terraform.io/acme/one/terraform-provider-one_1.0.0_linux_amd64.zip'
    execFileSync('python3', ['-c', python, world.put(zip, '')])
    world.put(
      'mirror.tfrc',
      `provider_installation {\n  filesystem_mirror { path = "${mirror}" }\n}\n`,
    )
  })
  afterEach(() => world?.close())

  const registry = (more = {}) => ({
    ...world.wrap(untilStarted),
    TF_CLI_CONFIG_FILE: join(world.folder, 'mirror.tfrc'),
    ...more,
  })
  const plan = (name: string, env = registry()) => world.json(['infra', 'plan', '-e', name], env)
  const installed = (name: string) =>
    join(
      world.folder,
      `.opsctl/terraform/${name}/providers/registry.terraform.io/acme/one/1.0.0/linux_amd64`,
    )
  const cached = () => globSync(`${world.folder}/.cache/opsctl/providers/*`)
  const linked = (name: string) => lstatSync(installed(name)).isSymbolicLink()

  it('serves the next environment, and a clone, without the registry', async () => {
    assert.equal((await plan('dev')).status, 0)
    assert.deepEqual([linked('dev'), cached().length], [false, 1])
    rmSync(join(world.folder, 'mirror'), { recursive: true })
    assert.equal((await plan('staging')).status, 0)
    assert.equal(linked('staging'), true)
    rmSync(join(world.folder, '.opsctl'), { recursive: true })
    assert.equal((await plan('dev')).status, 0)
  })

  it('that was altered is not used: what is fetched takes its place, and is never written into it', async () => {
    await plan('dev')
    await plan('staging')
    const [file = ''] = globSync(`${cached()[0]}/**/LICENSE`)
    appendFileSync(file, 'more')
    assert.equal((await plan('qa')).status, 0)
    assert.equal(linked('qa'), false)
    // Terraform itself looks at what an environment is linked to, each time.
    assert.equal((await plan('staging')).status, 0)
    assert.equal(lstatSync(globSync(`${cached()[0]}/**/LICENSE`)[0] ?? '').size, 100_000)
  })

  it('that is gone is made again', async () => {
    await plan('dev')
    await plan('staging')
    rmSync(join(world.folder, '.cache'), { recursive: true })
    const again = await plan('staging')
    assert.equal(again.status, 0, again.message)
    assert.deepEqual([linked('staging'), cached().length], [false, 1])
  })

  it('is filled by three at once, side by side, and none of them meets a half of it', async () => {
    await plan('dev')
    rmSync(join(world.folder, '.opsctl'), { recursive: true })
    rmSync(join(world.folder, '.cache'), { recursive: true })
    const args = ['infra', 'plan', '-e', 'dev,staging,qa', '--parallel', '3']
    const { status, environments } = await world.json(args, registry())
    assert.equal(status, 0, JSON.stringify(environments))
    assert.equal(cached().length, 1)
  })

  it('is not there in CI, nor where opsctl.yaml does not want it', async () => {
    await plan('dev', registry({ CI: 'true' }))
    assert.equal(existsSync(join(world.folder, '.cache/opsctl/providers')), false)
  })
})
