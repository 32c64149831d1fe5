import assert from 'node:assert/strict'
import { isBuilt, KilledWorld } from '../killed/world.ts'

const up = ['infra', 'up', '-e', 'dev', '--yes']

/** The other program, or what sentences call it; opsctl's own folder .opsctl/terraform is neither. */
const named = /Terraform|terraform [a-z]/

/** A stand-in for OpenTofu that fails at the word in `world/fails`. */
const tofu = `#!/bin/sh
[ "$1" = "$(cat "$HOME/world/fails")" ] && { echo 'no room' >&2; exit 1; }
exec "$HOME/bin/real" "$@"
`

describe('with OpenTofu, what opsctl says', function () {
  this.timeout(120_000)
  let world: KilledWorld

  beforeEach(async function () {
    if (!isBuilt()) this.skip()
    world = new KilledWorld()
    await world.open()
    world.replace('tofu', tofu)
    world.put(
      'opsctl.yaml',
      world.config('dev: { account: "111111111111" }').replace('{ dir:', '{ program: tofu, dir:'),
    )
    world.put('world/fails', 'nothing')
  })
  afterEach(() => world?.close())

  for (const [fails, args, said = fails] of [
    ['init', ['infra', 'plan', '-e', 'dev']],
    ['plan', ['infra', 'plan', '-e', 'dev']],
    ['show', ['infra', 'plan', '-e', 'dev']],
    ['apply', up],
    ['output', ['infra', 'output', '-e', 'dev']],
    ['graph', ['infra', 'graph', '-e', 'dev']],
    ['providers', ['infra', 'providers', 'lock', '-e', 'dev'], 'providers lock'],
  ] as const) {
    it(`names tofu when \`tofu ${said}\` fails, and Terraform nowhere`, async () => {
      world.put('world/fails', fails)
      const { code, stderr } = await world.run(args)
      assert.equal(code, 1, stderr)
      assert.match(stderr, new RegExp(`tofu ${said} failed`))
      assert.doesNotMatch(stderr, named)
    })
  }

  it('names tofu for a state that an apply could not save, and in the steps of an apply', async () => {
    const done = await world.run(up)
    assert.equal(done.code, 0, done.stderr)
    world.put('infra/errored.tfstate', '{}')
    const stray = await world.run(up)
    assert.match(stray.stderr, /tofu state push errored\.tfstate/)
    assert.doesNotMatch(done.stdout + done.stderr + stray.stderr, named)
  })
})
