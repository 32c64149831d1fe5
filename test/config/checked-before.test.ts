import assert from 'node:assert/strict'
import { loadConfig } from '../../src/config/load.ts'
import { parseConfig } from '../../src/config/parse.ts'
import type { JsonObject } from '../../src/domain/json.ts'
import type { CheckedConfigs } from '../../src/ports/checked-configs.ts'

const least =
  'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'
const rich = `
project: shop
region: eu-west-3
environments:
  dev:
    account: "111111111111"
    traffic: { by: dns, zone: Z1, record: shop.example.com }
    guard: { share: 10, most: 3 }
  prod: { account: "222222222222", protected: true, region: us-east-1, branch: main }
terraform: { dir: infra, program: tofu, state: { bucket: "shop-{env}" } }
release: { tagPrefix: v }
deploy:
  warm: keep
  freeze:
    - { from: 2026-12-24T00:00:00Z, until: 2026-12-27T00:00:00+01:00, reason: Christmas }
  gates:
    - { kind: latency, quantile: 0.99 }
    - { kind: command, name: smoke, run: [./smoke] }
snapshots: { verify: { rows: { items: 1 }, queries: [{ name: a, sql: select 1, atLeast: 1 }] } }
`

const found = (text: string, kind: 'file' | 'other' = 'file') => {
  const facts = { kind, sizeBytes: text.length, mode: 0o644, modifiedAt: new Date() }
  const content = kind === 'file' ? new TextEncoder().encode(text) : null
  return { stat: async () => facts, readRegular: async () => ({ facts, content }) }
}

/** Remembers in memory; tells what was asked of it. */
function memory() {
  const kept = new Map<string, JsonObject>()
  const asked: string[] = []
  const checked: CheckedConfigs = {
    recall: (text) => {
      asked.push(text)
      return kept.get(text) ?? null
    },
    keep: (text, config) => void kept.set(text, config),
  }
  return { checked, kept, asked }
}

describe('a configuration that was checked before', () => {
  it('is taken as it was found good', async () => {
    const { checked, kept } = memory()
    const first = await loadConfig(found(least), '/p', checked)
    assert.equal(kept.get(least), first.config)
    kept.set(least, { ...kept.get(least), project: 'remembered' })
    const second = await loadConfig(found(least), '/p', checked)
    assert.deepEqual(second, { ...first, config: { ...first.config, project: 'remembered' } })
  })

  it('is checked again when a byte of it differs', async () => {
    const { checked } = memory()
    await loadConfig(found(least), '/p', checked)
    const other = least.replace('shop', 'shOp')
    await assert.rejects(loadConfig(found(other), '/p', checked), { code: 'CONFIG_INVALID' })
  })

  it('is not remembered when it was refused', async () => {
    const { checked, kept } = memory()
    await assert.rejects(loadConfig(found(`${least}x: 1\n`), '/p', checked))
    assert.equal(kept.size, 0)
  })

  it('is not asked for before the file was looked at', async () => {
    const { checked, asked } = memory()
    await assert.rejects(loadConfig(found(least, 'other'), '/p', checked), {
      code: 'CONFIG_UNREADABLE',
    })
    assert.deepEqual(asked, [])
  })

  for (const [what, text] of Object.entries({ least, rich })) {
    it(`loses nothing as JSON: ${what}`, () => {
      const config = parseConfig(text, 'opsctl.yaml')
      assert.deepEqual(JSON.parse(JSON.stringify(config)), config)
    })
  }
})
