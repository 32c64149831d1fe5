import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { World } from './world.ts'

describe('a dry run, with a real Terraform', function () {
  this.timeout(60_000)
  let world: World

  beforeEach(async function () {
    world = await World.forTest(this)
  })
  afterEach(() => world?.close())

  const state = () => join(world.folder, 'state/dev.tfstate')

  it('of infra up tells the apply that it leaves out', async () => {
    const { code, stderr } = await world.run(['infra', 'up', '-e', 'dev', '--dry-run'])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /terraform .*apply/)
    assert.equal(existsSync(state()), false)
  })

  it('of infra down is not asked why everything is still there', async () => {
    await world.run(['infra', 'up', '-e', 'dev', '--yes'])
    const before = readFileSync(state(), 'utf8')
    const { code, stderr } = await world.run(['infra', 'down', '-e', 'dev', '--dry-run'])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /1 to destroy/)
    assert.equal(readFileSync(state(), 'utf8'), before)
  })
})
