import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Finding,
  findingLevels,
  type PolicyTool,
  policyTools,
} from '../../../src/domain/policy/finding.ts'
import { grouped } from '../../../src/domain/policy/grouped.ts'
import { policyReport } from '../../../src/domain/policy/report.ts'

const finding = (more: Partial<Finding> = {}): Finding => ({
  tool: 'checkov',
  level: 'error',
  rule: 'R',
  message: 'm',
  file: 'a.tf',
  line: 1,
  resource: null,
  ...more,
})
const good = policyTools.map((tool) => ({ tool, state: 'judged', why: null }) as const)
const lost = [{ tool: 'checkov', state: 'broken', why: 'it broke' }] as const
const never = { failOn: 'never', required: [] } as const

describe('a report of the policy tools', () => {
  const [error, warning, notice] = findingLevels.map((level) => finding({ level }))
  const cases: readonly [string, readonly (Finding | undefined)[], 'error' | 'warning', number][] =
    [
      ['an error', [error], 'error', 1],
      ['a warning, from errors on', [warning], 'error', 0],
      ['a warning, from warnings on', [warning], 'warning', 1],
      ['an error, from warnings on', [error], 'warning', 1],
      ['a notice, from warnings on', [notice], 'warning', 0],
    ]
  for (const [what, findings, failOn, refusals] of cases) {
    it(`${refusals === 0 ? 'lets pass' : 'refuses'} ${what}`, () => {
      const rules = { failOn, required: [] }
      assert.equal(policyReport(good, findings as Finding[], rules).refusals.length, refusals)
    })
  }

  it('refuses nothing by itself, whatever was found or broke', () => {
    assert.deepEqual(policyReport(lost, [finding()], never).refusals, [])
  })

  it('refuses without the judgement of a tool that is required, and of no other', () => {
    const required = (tool: PolicyTool) => ({ failOn: 'never', required: [tool] }) as const
    assert.deepEqual(policyReport(lost, [], required('checkov')).refusals, [
      'checkov is required and did not judge: it broke',
    ])
    assert.deepEqual(policyReport(lost, [], required('tflint')).refusals, [])
    assert.deepEqual(policyReport(good, [], required('checkov')).refusals, [])
  })

  it('has one order, however the findings came', () => {
    const any = fc.record({
      tool: fc.constantFrom(...policyTools),
      level: fc.constantFrom(...findingLevels),
      rule: fc.constantFrom('A', 'B'),
      message: fc.constantFrom('m', 'n'),
      file: fc.constantFrom('a.tf', 'b.tf', null),
      line: fc.constantFrom(1, 2, 10, null),
      resource: fc.constantFrom('x.y', null),
    })
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: (one) => JSON.stringify(one) }), (some) => {
        const sorted = (all: readonly Finding[]) => policyReport(good, all, never).findings
        assert.deepEqual(sorted(some.toReversed()), sorted(some))
        const levels = sorted(some).map(({ level }) => findingLevels.indexOf(level))
        assert.deepEqual(levels, levels.toSorted())
      }),
    )
  })

  it('keeps so many and counts all', () => {
    const { findings, omitted, errors } = policyReport(good, Array(700).fill(finding()), never)
    assert.deepEqual([findings.length, omitted, errors], [500, 200, 700])
  })

  it('groups by rule and words, each place once', () => {
    const some = [
      finding(),
      finding({ resource: 'x' }),
      finding({ line: 2 }),
      finding({ rule: 'S' }),
    ]
    assert.deepEqual(
      grouped(some).map(({ rule, places }) => [rule, places]),
      [
        ['R', ['a.tf:1', 'a.tf:2']],
        ['S', ['a.tf:1']],
      ],
    )
  })
})
