import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkedConfigs } from '../../src/adapters/checked-configs.ts'

const config = { project: 'shop', deploy: { weights: [5, 100] } }

describe('configurations that were checked before', () => {
  let folder: string
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'opsctl-checked-')), 'made', 'on demand')
    checkedConfigs(folder, 'b1').keep('text', config)
  })
  afterEach(() => rmSync(join(folder, '..', '..'), { recursive: true }))

  const recalled = (text = 'text', build = 'b1') => checkedConfigs(folder, build).recall(text)
  const file = () => join(folder, readdirSync(folder)[0] ?? '')

  it('are known again by their text, for this build', () => {
    assert.deepEqual(recalled(), config)
    assert.equal(recalled('text '), null)
    assert.equal(recalled('text', 'b2'), null)
  })

  it('do not make the folder grow for ever', () => {
    const checked = checkedConfigs(folder, 'b1')
    for (let n = 0; n < 300; n++) checked.keep(`text ${n}`, config)
    assert.ok(readdirSync(folder).length <= 256)
    assert.equal(checked.recall('text 300'), null)
    assert.deepEqual(checked.recall('text 299'), config)
  })

  it('are for the user alone', () => {
    assert.equal(statSync(file()).mode & 0o777, 0o600)
    assert.equal(statSync(folder).mode & 0o777, 0o700)
  })

  const odd: Readonly<Record<string, () => void>> = {
    'others may write it': () => chmodSync(file(), 0o620),
    'a link': () => {
      const target = join(folder, '..', 'elsewhere')
      const name = file()
      renameSync(name, target)
      symlinkSync(target, name)
    },
    'a pipe': () => {
      const name = file()
      rmSync(name)
      execFileSync('mkfifo', ['-m', '600', name])
    },
    'cut short': () => truncateSync(file(), statSync(file()).size - 1),
    'no object': () => writeFileSync(file(), 'null'),
    'too large': () => writeFileSync(file(), readFileSync(file(), 'utf8') + ' '.repeat(4 << 20)),
  }
  for (const [what, make] of Object.entries(odd)) {
    it(`are not known where what was kept is odd: ${what}`, () => {
      make()
      assert.equal(recalled(), null)
    })
  }

  it('of another user are not known', function () {
    if (process.getuid?.() !== 0) this.skip()
    execFileSync('chown', ['1', file()])
    assert.equal(recalled(), null)
  })

  it('are checked again where nothing can be kept', () => {
    const nowhere = checkedConfigs('/dev/null/x', 'b1')
    nowhere.keep('text', config)
    assert.equal(nowhere.recall('text'), null)
  })
})
