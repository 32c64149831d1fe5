import assert from 'node:assert/strict'
import { parseConfig } from '../../src/config/parse.ts'
import { gateName } from '../../src/domain/gates/name.ts'
import { OpsctlError } from '../../src/errors/index.ts'

const base =
  'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n'
const gates = (text: string) =>
  parseConfig(`${base}deploy: { gates: [${text}] }\n`, 'opsctl.yaml').deploy.gates

function refusal(text: string): string {
  try {
    gates(text)
  } catch (error) {
    if (error instanceof OpsctlError) return `${error.message} ${error.next.join(' ')}`
  }
  return 'accepted'
}

describe('deploy.gates', () => {
  it('judges errors and latency where nothing is said', () => {
    const { deploy } = parseConfig(base, 'opsctl.yaml')
    assert.deepEqual(deploy.gates.map(gateName), ['errors', 'latency p95'])
  })

  it('fills in what a gate leaves out', () => {
    const [gate] = gates('{ kind: errors }')
    assert.ok(gate?.kind === 'errors')
    assert.deepEqual([gate.source, gate.atMost, gate.worseBy], ['service', 0.01, 0.005])
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a share as percent', '{ kind: errors, atMost: 5 }', /gates\.0\.atMost.*0\.01 is 1 %/s],
    ['NaN', '{ kind: errors, atMost: .nan }', /gates\.0\.atMost/],
    ['a quantile of 1', '{ kind: latency, quantile: 1 }', /gates\.0\.quantile/],
    ['a time without a unit', '{ kind: latency, atMost: 500 }', /gates\.0\.atMost/],
    ['an unknown kind', '{ kind: error }', /gates\.0\.kind/],
    ['an unknown key', '{ kind: errors, atmost: 0.1 }', /did you mean atMost/],
    [
      'two gates of one name',
      '{ kind: errors }, { kind: errors }',
      /gates\.1\.name.*name of its own/s,
    ],
    [
      'the metadata address',
      '{ kind: http, url: "http://169.254.169.254/" }',
      /gates\.0\.url.*metadata/s,
    ],
    ['the metadata address as a number', '{ kind: http, url: "http://2852039166/" }', /metadata/],
    ['a file', '{ kind: http, url: "file:///etc/passwd" }', /not http/],
    ['a path to another host', '{ kind: http, url: "//evil.example/" }', /gates\.0\.url/],
    ['a command without a program', '{ kind: command, name: x, run: [] }', /gates\.0\.run/],
  ]
  for (const [what, text, words] of refused) {
    it(`refuses ${what}`, () => assert.match(refusal(text), words))
  }
})
