import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { World } from './world.ts'

describe('bad input to infra, run as a user runs it', function () {
  this.timeout(60_000)
  let world: World
  let path: Record<string, string>

  beforeEach(async function () {
    world = await World.forTest(this)
    // Never the real one: where a guard is missing it would read /dev/zero, and opsctl replace /dev/null.
    path = world.wrap('echo "$@" >> "$HOME/calls"; exit 1')
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

  it('an environment in other letters', () => refused(['infra', 'up', '-e', 'DEV', '--yes']))
  it('a device for a file of variables', () => refused([...up, '--', '-var-file=/dev/zero']))
  it('a device for the plan to be kept in', () =>
    refused(['infra', 'plan', '-e', 'dev', '--out', '/dev/null']))
  it('a device for the summary', () =>
    refused(['infra', 'plan', '-e', 'dev', '--markdown', '/dev/stdout']))
  it('a question with nobody there to answer', async () => {
    assert.equal((await refused(['infra', 'up', '-e', 'dev'])).code, 'PROMPT_WITHOUT_TERMINAL')
  })
  it('credentials of another account', async () => {
    world.put('opsctl.yaml', world.config('dev: { account: "999999999999" }'))
    assert.equal((await refused(up)).code, 'WRONG_ACCOUNT')
  })
  it('no Terraform at all', async () => {
    assert.equal((await refused(up, { PATH: '/nowhere' })).code, 'TOOL_MISSING')
  })

  it('a Terraform that is too old for what it is told', async () => {
    const old = `[ "$1" = version ] && { echo '{"terraform_version":"1.5.7"}'; exit; }`
    path = world.wrap(`${old}; echo 'Error: Unsupported Terraform Core version' >&2; exit 1`)
    const ended = await refused(up)
    assert.deepEqual([ended.code, /1\.5\.7 is too old/.test(ended.message)], ['TOOL_TOO_OLD', true])
    const resumed = await world.json(['resume', '--yes'])
    assert.deepEqual([resumed.status, resumed.outcome], [0, 'nothing'], JSON.stringify(resumed))
  })

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
      `resource "terraform_data" "a" {\n  for_each = toset(["${evil}", "::add-mask::a", "##[stop-commands]b"])\n  input = each.key\n}\noutput "o" { value = "::stop-commands::x\\n::set-env name=A::${evil}" }\noutput "p" { value = "${evil}" }`,
    )
    const variables = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE']
    const files = variables.map((name) => world.put(name, ''))
    const env = {
      ...{ GITHUB_ACTIONS: 'true', FORCE_COLOR: '1' },
      ...Object.fromEntries(variables.map((name, index) => [name, files[index] ?? ''])),
      GITHUB_STEP_SUMMARY: world.put('summary', ''),
    }
    let shown = ''
    for (const args of [
      ['infra', 'plan', '-e', 'dev', '--out', 'p.plan'],
      ['infra', 'show', 'p.plan'],
      up,
      ['infra', 'output', '-e', 'dev'],
      ['infra', 'drift', '-e', 'dev'],
    ]) {
      const { code, stdout, stderr } = await world.run(args, env)
      assert.equal(code, 0, stderr)
      shown += stdout + stderr
    }
    // Whatever a later step of the job would believe.
    for (const file of files) assert.equal(readFileSync(file, 'utf8'), '', file)
    const summary = readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')
    assert.match(summary, /terraform_data/)
    assert.doesNotMatch(summary, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
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
