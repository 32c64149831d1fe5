import assert from 'node:assert/strict'
import { isBuilt, KilledWorld } from './world.ts'

const up = ['infra', 'up', '-e', 'dev', '--yes']

/** What Terraform 1.11 says when the process of a provider is gone: its own event, then the plug-in's last words. */
const event = JSON.stringify({
  '@level': 'error',
  '@message': 'Error: Plugin did not respond',
  type: 'diagnostic',
  diagnostic: {
    severity: 'error',
    summary: 'Plugin did not respond',
    detail:
      'The plugin encountered an error, and failed to respond to the ApplyResourceChange call.',
    address: 'aws_vpc.main',
  },
})
const lastWords = `
Stack trace from the terraform-provider-aws_v6.48.0_x5 plugin:

panic: runtime error: invalid memory address or nil pointer dereference

Error: The terraform-provider-aws_v6.48.0_x5 plugin crashed!
`

/** Fails so at the first apply: before anything was made, or after all of it. */
const crashing = (after: boolean) => `#!/bin/sh
if [ "$1" = apply ] && [ ! -e "$HOME/world/crashed" ]; then
  touch "$HOME/world/crashed"
  ${after ? '"$HOME/bin/real" "$@"' : ':'}
  cat "$HOME/event"
  cat "$HOME/words" >&2
  exit 1
fi
exec "$HOME/bin/real" "$@"
`

describe('a provider that crashes during the apply', function () {
  this.timeout(120_000)
  let world: KilledWorld

  beforeEach(async function () {
    if (!isBuilt()) this.skip()
    world = new KilledWorld()
    await world.open()
    world.put('event', `${event}\n`)
    world.put('words', lastWords)
  })
  afterEach(() => world?.close())

  for (const after of [false, true]) {
    for (const way of ['resume', 'abort']) {
      it(`${after ? 'after' : 'before'} something was made, then ${way}`, async () => {
        world.replace('terraform', crashing(after))
        const { code, stderr } = await world.run(up)
        assert.equal(code, 1, stderr)
        assert.match(stderr, /Plugin did not respond\n.*aws_vpc\.main/)
        assert.match(stderr, /panic: runtime error/)
        assert.match(stderr, /^Now .*state says what was done/m)
        assert.match(stderr, /opsctl resume/)
        assert.match(stderr, /opsctl abort/)
        assert.match(world.record('apply-1.exit') ?? '', /"exitCode":1,/)
        assert.equal(world.lock()?.holder, null)
        assert.notEqual(world.lock()?.unfinished, null)
        const other = await world.json(up)
        assert.deepEqual([other.status, other.code], [4, 'UNFINISHED_OPERATION'])
        const taken = await world.json([way, '--yes', '--confirm', 'dev'])
        assert.equal(taken.status, 0, JSON.stringify(taken))
        assert.deepEqual([world.lock()?.holder, world.lock()?.unfinished], [null, null])
        assert.equal((await world.json(up)).status, 0)
        assert.deepEqual([world.has('made'), world.has('overlaps')], [true, false])
      })
    }
  }
})
