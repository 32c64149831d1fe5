import assert from 'node:assert/strict'
import fc from 'fast-check'
import { nextVersion, preRule } from '../../../src/domain/release/next-version.ts'
import { type Step, steps } from '../../../src/domain/release/step.ts'
import { readVersion, type Version, versionText } from '../../../src/domain/release/version.ts'

function version(text: string): Version {
  const read = readVersion(text)
  assert.ok(read, text)
  return read
}

interface Case {
  readonly stable?: string
  readonly latest?: string
  readonly asked: Step
  readonly recent?: Step
  readonly as?: string
  readonly pre?: string
  readonly first?: string
}

function decide({ stable, latest, asked, recent, as, pre, first }: Case): string {
  const step = as === 'major' || as === 'minor' || as === 'patch' ? as : null
  const newest = latest ?? stable
  const decided = nextVersion({
    stable: stable === undefined ? null : version(stable),
    latest: newest === undefined ? null : version(newest),
    asked,
    askedSinceLatest: recent ?? asked,
    as: step ?? (as === undefined ? null : version(as)),
    pre: pre ?? null,
    first: version(first ?? '0.1.0'),
  })
  if (decided.kind === 'version') return versionText(decided.version)
  return decided.kind === 'nothing' ? '-' : `refused ${decided.field}`
}

/** stable: what none, patch, minor, major make of it; then `--as` patch, minor, major. */
const plain = `
0.0.0     - 0.0.1     0.1.0     0.1.0     0.0.1     0.1.0     1.0.0
0.0.1     - 0.0.2     0.1.0     0.1.0     0.0.2     0.1.0     1.0.0
0.0.9     - 0.0.10    0.1.0     0.1.0     0.0.10    0.1.0     1.0.0
0.1.0     - 0.1.1     0.2.0     0.2.0     0.1.1     0.2.0     1.0.0
0.1.9     - 0.1.10    0.2.0     0.2.0     0.1.10    0.2.0     1.0.0
0.9.9     - 0.9.10    0.10.0    0.10.0    0.9.10    0.10.0    1.0.0
0.99.0    - 0.99.1    0.100.0   0.100.0   0.99.1    0.100.0   1.0.0
1.0.0     - 1.0.1     1.1.0     2.0.0     1.0.1     1.1.0     2.0.0
1.2.3     - 1.2.4     1.3.0     2.0.0     1.2.4     1.3.0     2.0.0
1.9.9     - 1.9.10    1.10.0    2.0.0     1.9.10    1.10.0    2.0.0
2.0.0     - 2.0.1     2.1.0     3.0.0     2.0.1     2.1.0     3.0.0
9.9.9     - 9.9.10    9.10.0    10.0.0    9.9.10    9.10.0    10.0.0
10.20.30  - 10.20.31  10.21.0   11.0.0    10.20.31  10.21.0   11.0.0
99.0.1    - 99.0.2    99.1.0    100.0.0   99.0.2    99.1.0    100.0.0
1.2.3+b7  - 1.2.4     1.3.0     2.0.0     1.2.4     1.3.0     2.0.0
2024.1.0  - 2024.1.1  2024.2.0  2025.0.0  2024.1.1  2024.2.0  2025.0.0
`
/** stable: what patch, minor and major make of it with `--pre beta`. */
const prereleases = `
0.0.1     0.0.2-beta.1     0.1.0-beta.1    0.1.0-beta.1
0.1.0     0.1.1-beta.1     0.2.0-beta.1    0.2.0-beta.1
0.9.9     0.9.10-beta.1    0.10.0-beta.1   0.10.0-beta.1
1.0.0     1.0.1-beta.1     1.1.0-beta.1    2.0.0-beta.1
1.2.3     1.2.4-beta.1     1.3.0-beta.1    2.0.0-beta.1
1.2.3+b7  1.2.4-beta.1     1.3.0-beta.1    2.0.0-beta.1
9.9.9     9.9.10-beta.1    9.10.0-beta.1   10.0.0-beta.1
10.20.30  10.20.31-beta.1  10.21.0-beta.1  11.0.0-beta.1
`
/** stable (or /), latest, asked since stable, asked since latest, --as (or /), --pre (or /), result. */
const unfinished = `
1.2.3 1.2.4-beta.1   patch patch /     beta  1.2.4-beta.2
1.2.3 1.2.4-beta.1   patch none  /     beta  -
1.2.3 1.2.4-beta.1   patch patch /     /     1.2.4
1.2.3 1.2.4-beta.1   patch none  /     /     1.2.4
1.2.3 1.2.4-beta.1   none  none  /     /     1.2.4
1.2.3 1.2.4-beta.9   patch patch /     beta  1.2.4-beta.10
1.2.3 1.2.4-beta.10  patch patch /     beta  1.2.4-beta.11
1.2.3 1.2.4-beta.1   minor minor /     beta  1.3.0-beta.1
1.2.3 1.2.4-beta.1   minor minor /     /     1.3.0
1.2.3 1.2.4-beta.1   major major /     beta  2.0.0-beta.1
1.2.3 1.2.4-beta.1   major major /     /     2.0.0
1.2.3 1.3.0-beta.2   minor patch /     beta  1.3.0-beta.3
1.2.3 1.3.0-beta.2   minor minor /     beta  1.3.0-beta.3
1.2.3 1.3.0-beta.2   minor patch /     rc    1.3.0-rc.1
1.2.3 1.3.0-beta.2   minor patch /     alpha refused --pre
1.2.3 1.3.0-rc.1     minor patch /     beta  refused --pre
1.2.3 1.3.0-rc.1     minor patch /     rc    1.3.0-rc.2
1.2.3 1.3.0-rc.1     minor none  /     /     1.3.0
1.2.3 1.3.0-rc.1     major major /     beta  2.0.0-beta.1
1.2.3 2.0.0-beta.1   patch patch /     beta  2.0.0-beta.2
1.2.3 2.0.0-beta.1   patch patch /     /     2.0.0
1.2.3 2.0.0-beta.1   minor minor /     /     2.0.0
1.2.3 2.0.0-beta.1   major none  /     /     2.0.0
1.2.3 2.0.0-beta.1   major none  /     beta  -
1.2.3 2.0.0-beta.1   major major /     beta  2.0.0-beta.2
1.2.3 1.3.0-beta     minor minor /     beta  1.3.0-beta.1
1.2.3 1.3.0-beta.x   minor minor /     beta  refused --pre
1.2.3 1.3.0-1        minor minor /     beta  1.3.0-beta.1
1.2.3 1.3.0-beta.2   minor none  patch beta  1.3.0-beta.3
1.2.3 1.3.0-beta.2   minor none  minor beta  1.3.0-beta.3
1.2.3 1.3.0-beta.2   minor none  major beta  2.0.0-beta.1
1.2.3 1.3.0-beta.2   minor none  major /     2.0.0
1.2.3 1.3.0-beta.2   minor none  patch /     1.3.0
1.2.3 1.3.0-beta.2   minor none  minor /     1.3.0
0.1.0 0.2.0-beta.1   minor minor /     beta  0.2.0-beta.2
0.1.0 0.2.0-beta.1   major major /     beta  0.2.0-beta.2
0.1.0 0.2.0-beta.1   major major /     /     0.2.0
0.1.0 0.2.0-beta.1   minor none  major /     1.0.0
0.1.0 0.2.0-beta.1   minor none  major beta  1.0.0-beta.1
0.9.0 1.0.0-rc.1     patch patch /     rc    1.0.0-rc.2
0.9.0 1.0.0-rc.1     patch none  /     /     1.0.0
0.9.0 1.0.0-rc.1     minor minor /     /     1.0.0
/     0.1.0-beta.1   minor minor /     beta  0.1.0-beta.2
/     0.1.0-beta.1   minor none  /     /     0.1.0
/     0.1.0-beta.1   major major /     /     0.1.0
/     1.0.0-beta.1   minor none  /     beta  -
/     1.0.0-beta.1   minor minor /     rc    1.0.0-rc.1
/     1.0.0-beta.1   minor minor major /     1.0.0
/     1.0.0-beta.1   none  none  /     /     1.0.0
/     1.0.0-rc.1     minor minor /     beta  refused --pre
`
/** stable (or /), latest (or =), asked, --as, --pre (or /), result: a version that a person names. */
const named = `
1.2.3 =            none  1.2.4        /    1.2.4
1.2.3 =            none  1.3.0        /    1.3.0
1.2.3 =            none  2.0.0        /    2.0.0
1.2.3 =            major 1.2.4        /    1.2.4
1.2.3 =            minor 7.0.0        /    7.0.0
1.2.3 =            minor 1.2.3        /    refused --as
1.2.3 =            minor 1.2.2        /    refused --as
1.2.3 =            minor 0.9.0        /    refused --as
1.2.3 =            minor 1.2.3-beta.1 /    refused --as
1.2.3 =            minor 1.2.3+b8     /    refused --as
1.2.3+b7 =         minor 1.2.3+b8     /    refused --as
1.2.3 =            minor 1.2.4+b8     /    1.2.4+b8
1.2.3 =            minor 1.3.0-rc.1   /    1.3.0-rc.1
1.2.3 =            minor 1.3.0-rc.1   beta refused --pre
1.2.3 =            minor 1.3.0        beta 1.3.0-beta.1
1.2.3 =            minor 1.2.3        beta refused --as
1.2.3 1.3.0-rc.1   minor 1.3.0        /    1.3.0
1.2.3 1.3.0-rc.1   minor 1.3.0-rc.1   /    refused --as
1.2.3 1.3.0-rc.1   minor 1.3.0-rc.2   /    1.3.0-rc.2
1.2.3 1.3.0-rc.1   minor 1.3.0-rc.10  /    1.3.0-rc.10
1.2.3 1.3.0-rc.2   minor 1.3.0-rc.10  /    1.3.0-rc.10
1.2.3 1.3.0-rc.10  minor 1.3.0-rc.2   /    refused --as
1.2.3 1.3.0-rc.1   minor 1.3.0-beta.9 /    refused --as
1.2.3 1.3.0-rc.1   minor 1.3.0-rc.1.1 /    1.3.0-rc.1.1
1.2.3 1.3.0-rc.x   minor 1.3.0-rc.1   /    refused --as
1.2.3 1.3.0-rc.1   minor 1.2.9        /    refused --as
0.4.0 =            minor 1.0.0        /    1.0.0
0.4.0 =            minor 0.4.0        /    refused --as
/     /            none  0.1.0        /    0.1.0
/     /            none  1.0.0        /    1.0.0
/     /            none  0.0.1        /    0.0.1
/     /            minor 1.0.0        rc   1.0.0-rc.1
`
/** first, asked, --as (or /), --pre (or /), result: nothing was released yet. */
const firsts = `
0.1.0  none  /     /    -
0.1.0  patch /     /    0.1.0
0.1.0  minor /     /    0.1.0
0.1.0  major /     /    0.1.0
1.0.0  patch /     /    1.0.0
1.0.0  major /     /    1.0.0
0.0.0  minor /     /    0.0.0
3.2.1  minor /     /    3.2.1
0.1.0  minor /     beta 0.1.0-beta.1
1.0.0  minor /     rc   1.0.0-rc.1
0.1.0  none  patch /    0.1.0
0.1.0  none  major /    0.1.0
1.0.0-beta.1 minor / /  1.0.0
`

const rows = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/))
const given = (cell: string | undefined) => (cell === '/' || cell === '=' ? undefined : cell)
const optional = (name: keyof Case, cell: string | undefined) =>
  given(cell) === undefined ? {} : { [name]: given(cell) }

describe('the next version', () => {
  let count = 0
  const row = (title: string, expected: string | undefined, of: Case) => {
    count += 1
    it(`${title} is ${expected}`, () => assert.equal(decide(of), expected))
  }
  for (const [stable = '', ...results] of rows(plain)) {
    steps.forEach((asked, index) => {
      row(`${stable} and ${asked}`, results[index], { stable, asked })
    })
    for (const [index, as] of ['patch', 'minor', 'major'].entries()) {
      row(`${stable} --as ${as}`, results[4 + index], { stable, asked: 'none', as })
    }
  }
  for (const [stable = '', ...results] of rows(prereleases)) {
    for (const [index, asked] of (['patch', 'minor', 'major'] as const).entries()) {
      row(`${stable} and ${asked} --pre beta`, results[index], { stable, asked, pre: 'beta' })
    }
  }
  for (const [stable, latest, asked, recent, as, pre, ...result] of rows(unfinished)) {
    row(`${stable}, ${latest}, ${asked}, ${recent}, ${as}, ${pre}`, result.join(' '), {
      ...optional('stable', stable),
      ...optional('latest', latest),
      asked: asked as Step,
      recent: recent as Step,
      ...optional('as', as),
      ...optional('pre', pre),
    })
  }
  for (const [stable, latest, asked, as, pre, ...result] of rows(named)) {
    row(`${stable}, ${latest}, ${asked} --as ${as} --pre ${pre}`, result.join(' '), {
      ...optional('stable', stable),
      ...optional('latest', latest),
      asked: asked as Step,
      ...optional('as', as),
      ...optional('pre', pre),
    })
  }
  for (const [first, asked, as, pre, result] of rows(firsts)) {
    row(`first ${first}, ${asked}, ${as}, ${pre}`, result, {
      ...optional('first', first),
      asked: asked as Step,
      ...optional('as', as),
      ...optional('pre', pre),
    })
  }
  it('is decided by at least 200 written rows', () => assert.ok(count >= 200, String(count)))

  it('takes one word behind --pre, and none that begins as a flag does', () => {
    for (const word of ['beta', 'rc', 'x-1', '1a']) assert.equal(preRule(word), null, word)
    for (const word of ['', '-h', '-', '01', 'be ta', 'beta.1', '$(id)', 'x'.repeat(41)]) {
      assert.notEqual(preRule(word), null, word)
    }
  })

  it('stops where a number could not be counted exactly', () => {
    const stable = '9007199254740991.0.0'
    assert.equal(decide({ stable, asked: 'major' }), 'refused the last release')
    assert.equal(decide({ stable, asked: 'minor' }), '9007199254740991.1.0')
  })

  const number = fc.integer({ min: 0, max: 50 })
  const core = fc.tuple(number, number, number).map((three) => three.join('.'))
  const asked = fc.constantFrom(...steps)

  it('is above every release before it, whatever is asked', () => {
    const suffix = fc.constantFrom('', '-alpha.1', '-beta.2', '-beta.x', '-rc.3')
    const as = fc.constantFrom(undefined, 'patch', 'minor', 'major')
    const pre = fc.constantFrom(undefined, 'alpha', 'beta', 'rc')
    fc.assert(
      fc.property(
        core,
        core,
        suffix,
        asked,
        asked,
        as,
        pre,
        (one, two, end, step, recent, by, id) => {
          const [low = '', high = ''] = [one, two].sort((a, b) => version(a).compare(version(b)))
          const newest = end === '' ? low : `${high}${end}`
          const latest = version(newest).compare(version(low)) > 0 ? newest : low
          const of = { stable: low, latest, asked: step, recent }
          const result = decide({ ...of, ...(by ? { as: by } : {}), ...(id ? { pre: id } : {}) })
          if (/^\d/.test(result)) assert.equal(version(result).compare(version(latest)), 1, result)
        },
      ),
    )
  })

  it('of a larger step is not below that of a smaller one', () => {
    fc.assert(
      fc.property(core, (stable) => {
        const versions = steps.slice(1).map((step) => version(decide({ stable, asked: step })))
        versions.reduce((low, high) => {
          assert.ok(high.compare(low) >= 0)
          return high
        })
      }),
    )
  })
})
