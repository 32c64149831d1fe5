import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { lacking, World } from './world.ts'

describe('bad input to infra, run as a user runs it', function () {
  this.timeout(60_000)
  let world: World
  let path: Record<string, string>

  beforeEach(async function () {
    if (lacking() !== null) this.skip()
    world = new World()
    await world.open()
    path = world.wrap('echo "$@" >> "$HOME/calls"; exec "$real" "$@"')
  })
  afterEach(() => world?.close())

  /** Exit 2 with a fix, within a second of Node's own, and no Terraform started. */
  const refused = async (args: readonly string[], env: Record<string, string> = {}) => {
    const ended = await world.json(args, { ...path, ...env })
    assert.equal(ended.status, 2, JSON.stringify(ended))
    assert.ok(ended.next.length > 0)
    assert.equal(existsSync(join(world.folder, 'calls')), false)
    return ended
  }

  const up = ['infra', 'up', '-e', 'dev', '--yes']

  it('TF_CLI_ARGS_apply=-destroy', () => refused(up, { TF_CLI_ARGS_apply: '-destroy' }))
  it('TF_LOG=trace', () => refused(up, { TF_LOG: 'trace' }))
  it('workspace ../prod', () => refused(up, { TF_WORKSPACE: '../prod' }))
  it('a variable -destroy', () => refused([...up, '--', '-var', '-destroy']))
  it('-destroy itself', () => refused([...up, '--', '-destroy']))
  it('an environment twice', () => refused(['infra', 'plan', '-e', 'dev,dev']))
  it('one unknown environment of two', () => refused(['infra', 'plan', '-e', 'dev,prdo']))
  it('words for a saved plan', () => refused([...up, '--plan', 'x', '--', '-refresh=false']))

  it('a workspace chosen by hand counts for nothing', async () => {
    world.put('.opsctl/terraform/dev/environment', 'prod')
    assert.equal((await world.json(up)).status, 0)
    assert.ok(existsSync(join(world.folder, 'state', 'dev.tfstate')))
  })

  it('a root module without a backend block', async () => {
    world.put('infra/main.tf', '')
    const { status, code } = await world.json(['infra', 'plan', '-e', 'dev'])
    assert.deepEqual([status, code], [2, 'BACKEND_DIFFERS'])
  })

  const spoilt: readonly (readonly [string, (file: string) => void])[] = [
    ['a pipe', (file) => execFileSync('mkfifo', [file])],
    ['a link to /dev/zero', (file) => symlinkSync('/dev/zero', file)],
    ['a link to /dev/stdin', (file) => symlinkSync('/dev/stdin', file)],
    ['a socket or device', (file) => symlinkSync('/dev/null', file)],
  ]
  for (const [what, spoil] of spoilt) {
    it(`opsctl.yaml as ${what} does not hang`, async () => {
      const file = join(world.folder, 'opsctl.yaml')
      rmSync(file)
      spoil(file)
      const began = performance.now()
      const ended = await refused(up)
      assert.equal(ended.code, 'CONFIG_UNREADABLE')
      assert.ok(performance.now() - began < 5000)
    })
  }

  it('a name and an output that speak to the terminal and to the runner', async () => {
    const evil = '\\u001b]52;c;ZXZpbA==\\u0007\\u009b2J'
    world.stack(
      `resource "terraform_data" "a" {\n  for_each = toset(["${evil}", "::add-mask::a", "##[stop-commands]b"])\n  input = each.key\n}\noutput "o" { value = "::stop-commands::x\\n::set-env name=A::${evil}" }`,
    )
    const env = { GITHUB_ACTIONS: 'true', FORCE_COLOR: '1' }
    let shown = ''
    for (const args of [['infra', 'plan', '-e', 'dev'], up, ['infra', 'output', '-e', 'dev']]) {
      const { code, stdout, stderr } = await world.run(args, env)
      assert.equal(code, 0, stderr)
      shown += stdout + stderr
    }
    assert.match(shown, /add-mask/)
    assert.doesNotMatch(shown.replaceAll(/\x1b\[\d+m/g, ''), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
    for (const line of shown.split('\n')) {
      assert.ok(!line.trimStart().startsWith('::') && !line.includes('##['), line)
    }
  })

  it('an error that Terraform words with escapes', async () => {
    world.stack(
      'variable "x" {\n  default = "y"\n}\nresource "terraform_data" "a" {\n  lifecycle {\n    precondition {\n      condition = var.x == ""\n      error_message = "\\u001b]52;c;ZXZpbA==\\u0007 is wrong"\n    }\n  }\n}',
    )
    const { code, stdout, stderr } = await world.run(up)
    assert.equal(code, 1)
    assert.match(stderr, /is wrong/)
    assert.doesNotMatch(stdout + stderr, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
  })

  it('imports nothing by itself, and no ID gets out of its quotes', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the point of it
    const id = 'x"${file("/etc/passwd")}\n}%{ for a in b }'
    const { status } = await world.json(['infra', 'import', 'terraform_data.a["k"]', id])
    assert.equal(status, 0)
    const formatted = spawnSync('terraform', ['fmt', '-check', '-diff', 'imports.tf'], {
      cwd: join(world.folder, 'infra'),
      encoding: 'utf8',
    })
    assert.deepEqual([formatted.status, formatted.stdout], [0, ''])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the point of it
    for (const bad of ['a', 'data.x.y', 'x.y["${z}"]', 'x.y\n}', 'module.a']) {
      const refusal = await world.json(['infra', 'import', bad, 'id'])
      assert.equal(refusal.status, 2, bad)
    }
  })
})
