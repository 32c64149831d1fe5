import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Checkout } from './act.ts'

const version = readFileSync(join(import.meta.dirname, '..', '..', 'VERSION'), 'utf8').trim()

describe('release, its steps run by act', () => {
  const checkout = new Checkout()
  after(() => checkout.remove())
  const tagged = (tag: string) => checkout.run({ ref: `refs/tags/${tag}` }, 'release.yml')
  const published = (asked: readonly string[]) =>
    asked.filter((one) => one.startsWith('npm publish'))

  it('publishes the version of the tag, once', async () => {
    checkout.answer('published', '')
    const first = await tagged(`v${version}`)
    assert.equal(first.exitCode, 0, first.output)
    assert.deepEqual(published(first.asked), ['npm publish --ignore-scripts --access public'])
    assert.ok(first.asked.includes('npm test --silent -- build package'))
    checkout.answer('published', version)
    const second = await tagged(`v${version}`)
    assert.equal(second.exitCode, 0, second.output)
    assert.deepEqual(published(second.asked), [])
  })

  it('refuses a tag of another version, whatever it is called', async () => {
    for (const tag of ['v9.9.9', `v${version}$(id)`]) {
      const ran = await tagged(tag)
      assert.notEqual(ran.exitCode, 0)
      assert.match(ran.output, /Another version/)
      assert.deepEqual(published(ran.asked), [])
    }
  })

  it('refuses a commit that is not on main', async () => {
    checkout.git('checkout', '--quiet', '--orphan', 'aside')
    checkout.commit('feat: aside')
    const ran = await tagged(`v${version}`)
    assert.match(ran.output, /Not on main/)
    assert.deepEqual(published(ran.asked), [])
  })
})
