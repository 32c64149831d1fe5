import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { World } from './world.ts'

describe("the job's summary of infra up and down, with a real Terraform", function () {
  this.timeout(60_000)
  let world: World

  beforeEach(async function () {
    world = await World.forTest(this)
    world.put('summary.md', '')
  })
  afterEach(() => world?.close())

  /** What one command adds to the summary. */
  const added = async (args: readonly string[], status: number, actions = 'true') => {
    world.put('summary.md', '')
    const file = join(world.folder, 'summary.md')
    const env = { GITHUB_ACTIONS: actions, GITHUB_STEP_SUMMARY: file }
    const { code, stderr } = await world.run(args, env)
    assert.equal(code, status, stderr)
    return readFileSync(file, 'utf8')
  }
  const up = ['infra', 'up', '-e', 'dev', '--yes']

  it('has the plan before it is applied, and how that ended', async () => {
    const first = await added(up, 0)
    assert.match(first, /### Plan for `dev`: 1 to add/)
    assert.match(first, /\| create \| `terraform_data\.a` \|/)
    assert.match(first, /\*\*infra up of `dev`: done\*\* \(`opsctl history show \S+ -e dev`\)\n/)
    assert.match(await added(up, 0), /^\*\*infra up of `dev`: done\*\*, nothing was changed \(/)
    const down = await added(['infra', 'down', '-e', 'dev', '--yes', '--confirm', 'dev'], 0)
    assert.match(down, /1 to destroy[\s\S]*\*\*infra down of `dev`: done\*\*/)
  })

  it('has the plan and the words of a failure, of a saved plan too', async () => {
    world.stack(
      'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "echo `pipe | here`; exit 7"\n  }\n}',
    )
    const words =
      /1 to (add|replace)[\s\S]*\*\*infra up of `dev` did not end well\*\* \(exit 1, TOOL_FAILED\)[\s\S]*exit status 7[\s\S]*\n- `go on where it stopped: opsctl resume/
    assert.match(await added(up, 1), words)
    await world.run(['abort', '--yes'])
    await world.run(['infra', 'plan', '-e', 'dev', '--out', 'p.plan'])
    assert.match(await added([...up, '--plan', 'p.plan'], 1), words)
  })

  it('is written in GitHub Actions alone, and names no operation for a dry run', async () => {
    assert.equal(await added(up, 0, ''), '')
    assert.doesNotMatch(await added([...up, '--dry-run'], 0), /history show/)
  })
})
