import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fishCompletion } from '../../src/ui/fish-view.ts'

const commands = [
  {
    id: 'infra:up',
    summary: "Plan, ask, apply; it's all.",
    flags: { env: { char: 'e', summary: 'Where.' } },
  },
  { id: 'infra:down', summary: 'Destroy.', flags: {} },
  { id: 'doctor', summary: 'Check.', flags: {} },
]

describe('completion for fish', () => {
  const text = fishCompletion('opsctl', commands)

  it('offers each topic once, each command below its topic, each flag within its command', () => {
    assert.equal(text.match(/-a 'infra'/g)?.length, 1)
    assert.match(text, /= "opsctl infra"' -a 'down' -d 'Destroy\.'/)
    assert.match(text, /"opsctl infra up\*".* -s e -l env -d 'Where\.'/)
  })

  it('quotes what a summary may hold', () => {
    assert.match(text, /it\\'s all/)
  })

  it('is a script that fish accepts', function () {
    if (spawnSync('fish', ['--version']).status !== 0) this.skip()
    assert.equal(spawnSync('fish', ['--no-execute'], { input: text }).status, 0)
  })
})
