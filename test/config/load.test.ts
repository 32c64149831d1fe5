import assert from 'node:assert/strict'
import fc from 'fast-check'
import { environmentOf } from '../../src/config/environment.ts'
import { loadConfig } from '../../src/config/load.ts'
import { parseConfig } from '../../src/config/parse.ts'
import { OpsctlError } from '../../src/errors/index.ts'
import type { Files } from '../../src/ports/files.ts'

const good = `
project: shop
region: eu-west-3
environments:
  dev: { account: "111111111111" }
  prod: { account: "222222222222", protected: true }
terraform: { state: { bucket: "shop-{env}-tfstate" } }
`

function refusal(text: string): OpsctlError {
  try {
    parseConfig(text, 'opsctl.yaml')
  } catch (error) {
    if (error instanceof OpsctlError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'the configuration was accepted' })
}

describe('opsctl.yaml', () => {
  it('fills in what is not said', () => {
    const config = parseConfig(good, 'opsctl.yaml')
    assert.equal(config.terraform.dir, 'terraform')
    assert.deepEqual(config.deploy.weights, [5, 25, 50, 100])
    assert.equal(environmentOf(config, 'prod').bucket, 'shop-prod-tfstate')
  })

  it('takes region and state of each environment for its own', () => {
    const text = good
      .replace('account: "111111111111"', 'account: "111111111111", region: us-east-1')
      .replace(/bucket: .*" }/, 'path: "{env}/{env}.tfstate" }')
    const config = parseConfig(text, 'opsctl.yaml')
    const places = ['dev', 'prod'].map((name) => {
      const { region, statePath, bucket } = environmentOf(config, name)
      return [region, statePath, bucket]
    })
    assert.deepEqual(places, [
      ['us-east-1', 'dev/dev.tfstate', null],
      ['eu-west-3', 'prod/prod.tfstate', null],
    ])
  })

  const refused: readonly (readonly [string, string, RegExp, RegExp])[] = [
    [
      'an unknown key, with the near miss',
      `${good}ansibel: {}\n`,
      /ansibel/,
      /did you mean ansible/,
    ],
    ['an unknown nested key', good.replace('state:', 'stat:'), /terraform\.stat/, /mean state/],
    [
      'an unknown environment key',
      good.replace('protected', 'protect'),
      /prod\.protect/,
      /protected/,
    ],
    ['a duplicate key', `${good}region: eu-west-1\n`, /region: stands twice/, /keep one/],
    [
      'an account read as a number',
      good.replace('"111111111111"', '111111111111'),
      /12 digits/,
      /quotes/,
    ],
    [
      'an octal-looking account',
      good.replace('"111111111111"', '012345678901'),
      /12 digits/,
      /quotes/,
    ],
    ['a short account', good.replace('111111111111', '1111'), /exactly 12/, /12/],
    [
      'a folder outside the project',
      `${good}ansible: { dir: ../other }\n`,
      /inside the project/,
      /./,
    ],
    ['a folder of the whole machine', `${good}ansible: { dir: /etc }\n`, /inside the project/, /./],
    [
      'no environment at all',
      good.replace(/environments:[\s\S]*?terraform/, 'environments: {}\nterraform'),
      /at least one/,
      /./,
    ],
    [
      'two places for the state',
      good.replace('bucket:', 'path: "{env}", bucket:'),
      /either a bucket or a path/,
      /./,
    ],
    [
      'one state for all',
      good.replace(/bucket: .*" }/, 'path: state }'),
      /a path with \{env\}/,
      /./,
    ],
    ['weights that fall', `${good}deploy: { weights: [50, 5, 100] }\n`, /deploy\.weights/, /./],
    [
      'a Prometheus in a file',
      `${good}deploy: { prometheus: "file:///etc" }\n`,
      /give a URL such as/,
      /./,
    ],
    [
      'a freeze that ends before it begins',
      `${good}deploy: { freeze: [{ from: "2026-12-02T00:00:00Z", until: "2026-12-01T00:00:00Z", reason: x }] }\n`,
      /until must come after/,
      /./,
    ],
    [
      'a branch that is an option',
      `${good}release: { branch: "--upload-pack=id" }\n`,
      /a name such as main/,
      /./,
    ],
    ['an alias bomb or broken YAML', 'project: [', /line 1/, /mend/],
    ['an empty file', '', /project/, /string/],
  ]
  for (const [what, text, message, next] of refused) {
    it(`refuses ${what}`, () => {
      const error = refusal(text)
      assert.equal(error.exitCode, 2)
      assert.match(error.message, message)
      assert.match(error.next.join('\n'), next)
    })
  }

  it('never crashes on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(refusal(text) instanceof OpsctlError)
      }),
    )
  })

  for (const [typed, meant] of [
    ['PROD', 'prod'],
    ['prod ', 'prod'],
    ['рrod', 'prod'],
    ['prdo', 'prod'],
  ]) {
    it(`names the near miss of ${JSON.stringify(typed)}`, () => {
      const config = parseConfig(good, 'opsctl.yaml')
      assert.throws(
        () => environmentOf(config, typed ?? ''),
        (error: OpsctlError) =>
          error.exitCode === 2 && error.next[0] === `did you mean: -e ${meant}`,
      )
    })
  }

  it('does not take an inherited property for an environment', () => {
    const config = parseConfig(good, 'opsctl.yaml')
    assert.throws(() => environmentOf(config, 'constructor'), OpsctlError)
  })
})

describe('finding opsctl.yaml', () => {
  const factsOf = (entry: 'file' | 'folder' | number | undefined) => {
    if (entry === undefined) return null
    const kind = entry === 'folder' ? 'folder' : 'file'
    const sizeBytes = typeof entry === 'number' ? entry : 100
    return { kind, sizeBytes, mode: 0o644, modifiedAt: new Date() }
  }
  const tree = (entries: Record<string, 'file' | 'folder' | number>): Files =>
    ({
      readRegular: async (path: string, maxBytes: number) => {
        const facts = factsOf(entries[path])
        if (facts === null) return null
        const fits = facts.kind === 'file' && facts.sizeBytes <= maxBytes
        return { facts, content: fits ? new TextEncoder().encode(good) : null }
      },
      stat: async (path: string) => factsOf(entries[path]),
    }) as unknown as Files

  it('looks upwards', async () => {
    const loaded = await loadConfig(tree({ '/p/opsctl.yaml': 'file' }), '/p/a/b')
    assert.equal(loaded.project, '/p')
  })

  it("stops at the repository's root", async () => {
    const files = tree({ '/p/opsctl.yaml': 'file', '/p/repo/.git': 'folder' })
    await assert.rejects(loadConfig(files, '/p/repo/a'), { code: 'CONFIG_MISSING' })
  })

  it('refuses a folder and 50 MB before reading', async () => {
    await assert.rejects(loadConfig(tree({ '/p/opsctl.yaml': 'folder' }), '/p'), {
      code: 'CONFIG_UNREADABLE',
    })
    await assert.rejects(loadConfig(tree({ '/p/opsctl.yaml': 50e6 }), '/p'), {
      code: 'CONFIG_UNREADABLE',
    })
  })
})
