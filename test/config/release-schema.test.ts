import assert from 'node:assert/strict'
import { parseConfig } from '../../src/config/parse.ts'
import { usualSettings } from '../../src/domain/release/settings.ts'
import { OpsctlError } from '../../src/errors/index.ts'

const base =
  'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'
const read = (release: string) => parseConfig(`${base}release: ${release}\n`, 'opsctl.yaml').release

describe('the release section of opsctl.yaml', () => {
  it('is what holds without any', () => {
    const { tagPrefix, branch, sections, scopes, files, changelog } = read('{}')
    assert.deepEqual({ tagPrefix, branch, sections, scopes, files, changelog }, usualSettings)
    assert.deepEqual(read('{}'), parseConfig(base, 'opsctl.yaml').release)
  })

  it('takes sections, scopes, files and a prefix with a slash', () => {
    const made = read(
      '{ tagPrefix: web/v, sections: [{ title: New, types: [feat], step: minor }, { title: Docs, types: [docs] }], ' +
        'scopes: { sandbox: { step: none, hidden: true } }, files: [VERSION, web/package.json] }',
    )
    assert.deepEqual(made.sections[1], { title: 'Docs', types: ['docs'], step: 'none' })
    assert.deepEqual([made.tagPrefix, made.files], ['web/v', ['VERSION', 'web/package.json']])
  })

  for (const [field, text] of [
    ['release.tagPrefix', '{ tagPrefix: --upload-pack=x }'],
    ['release.tagPrefix', '{ tagPrefix: "v$(id)" }'],
    ['release.tagPrefix', '{ tagPrefix: "a..b" }'],
    ['release.files.0', '{ files: [../VERSION] }'],
    ['release.files.0', '{ files: [/etc/passwd] }'],
    ['release.changelog', '{ changelog: -x }'],
    ['release.sections.0.title', '{ sections: [{ title: "# x", types: [a] }] }'],
    ['release.sections.0.types.0', '{ sections: [{ title: x, types: ["a b"] }] }'],
    ['release.sections.0.step', '{ sections: [{ title: x, types: [a], step: huge }] }'],
    ['release.scopes.a.stpe', '{ scopes: { a: { stpe: none } } }'],
  ] as const) {
    it(`refuses ${text}`, () => {
      assert.throws(
        () => read(text),
        (error) =>
          error instanceof OpsctlError && (error.details['fields'] as string[])[0] === field,
      )
    })
  }
})
