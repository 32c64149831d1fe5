import assert from 'node:assert/strict'
import fc from 'fast-check'
import { summarise } from '../../src/domain/plan/summary.ts'
import type { Finding } from '../../src/domain/policy/finding.ts'
import { policyReport, type ToolOutcome } from '../../src/domain/policy/report.ts'
import { judgedMarkdown, judgedText } from '../../src/ui/judged-view.ts'
import { paintFor } from '../../src/ui/paint.ts'
import { policyMarkdown } from '../../src/ui/policy-markdown.ts'
import { policyText } from '../../src/ui/policy-view.ts'

const plain = paintFor(false)
const finding = (more: Partial<Finding>): Finding => ({
  tool: 'checkov',
  level: 'error',
  rule: 'CKV_AWS_24',
  message: 'Ensure no security groups allow ingress from 0.0.0.0:0 to port 22',
  file: 'terraform/main.tf',
  line: 14,
  resource: 'aws_security_group.world',
  ...more,
})
const outcome = (tool: 'tflint' | 'checkov', state: ToolOutcome['state'], why: string | null) =>
  ({ tool, state, why }) as const
const rules = { failOn: 'error', required: [] } as const
const lines = (text: string) => text.trimEnd().split('\n')

const report = policyReport(
  [outcome('tflint', 'broken', 'it took longer than 120 s'), outcome('checkov', 'judged', null)],
  [
    finding({}),
    ...[1, 2, 3, 4].map((line) =>
      finding({ level: 'warning', rule: 'CKV_X', message: 'Is @all | <b>', file: 'a.tf', line }),
    ),
    finding({ level: 'notice', rule: 'Y', message: 'No place.', file: null, line: null }),
  ],
  rules,
)

describe('the policy tools’ findings', () => {
  it('read like this on a terminal', () => {
    assert.deepEqual(lines(policyText(report, plain)), [
      'Policy: 1 error, 4 warnings, 1 notice (checkov)',
      '  error    Ensure no security groups allow ingress from 0.0.0.0:0 to port 22',
      '           CKV_AWS_24  terraform/main.tf:14',
      '  warning  Is @all | <b>',
      '           CKV_X  a.tf:1, a.tf:2, a.tf:3, and 1 more',
      '  notice   No place.',
      '           Y',
      '  tflint did not judge: it took longer than 120 s',
      '  refused: 1 error, and terraform.policy.failOn is error',
    ])
  })

  it('keep their places within 80 columns', () => {
    const file = 'terraform/modules/compute/some_long_name.tf'
    const found = [1, 2, 3, 4].map((line) => finding({ file, line }))
    const text = policyText(policyReport([outcome('checkov', 'judged', null)], found, rules), plain)
    assert.deepEqual(lines(text).slice(2, -1), [
      `           CKV_AWS_24  ${file}:1,`,
      `           ${file}:2,`,
      `           ${file}:3, and 1 more`,
    ])
  })

  it('read like this as Markdown, foreign words as code', () => {
    assert.deepEqual(lines(policyMarkdown(report, 10_000)), [
      '#### Policy: 1 error, 4 warnings, 1 notice (checkov)',
      '',
      '> [!CAUTION]',
      '> **Refused**: 1 error, and terraform.policy.failOn is error',
      '',
      '| | Finding | Rule | Where |',
      '|---|---|---|---|',
      '| **error** | `Ensure no security groups allow ingress from 0.0.0.0:0 to port 22` | `CKV_AWS_24` | `terraform/main.tf:14` |',
      '| warning | `Is @all \\| <b>` | `CKV_X` | `a.tf:1`<br>`a.tf:2`<br>`a.tf:3`<br>`a.tf:4` |',
      '| notice | `No place.` | `Y` |  |',
      '',
      '- `tflint did not judge: it took longer than 120 s`',
    ])
  })

  it('say in one line that nobody judged, or that nothing was found', () => {
    const missing = [
      outcome('tflint', 'missing', 'it is not installed'),
      outcome('checkov', 'missing', 'it is not installed'),
    ]
    assert.deepEqual(lines(policyText(policyReport(missing, [], rules), plain)), [
      'Policy: nobody judged the code',
      '  tflint and checkov are not installed',
    ])
    const clean = policyReport([outcome('tflint', 'judged', null)], [], rules)
    assert.equal(policyText(clean, plain), 'Policy: nothing found (tflint)\n')
  })

  it('are no part of a plan for which nobody asked', () => {
    const plan = summarise({ resource_changes: [] })
    const unasked = policyReport([], [], rules)
    for (const policy of [null, unasked]) {
      assert.equal(judgedText(plan, policy, plain).includes('Policy'), false)
      assert.equal(judgedMarkdown('dev', plan, policy).includes('Policy'), false)
    }
  })

  it('name what is left out where there are more than there is room for', () => {
    const found = Array.from({ length: 400 }, (_, n) =>
      finding({ message: 'x'.repeat(200), rule: `R${n}` }),
    )
    const text = policyMarkdown(
      policyReport([outcome('checkov', 'judged', null)], found, rules),
      9000,
    )
    assert.ok(text.length <= 9000, String(text.length))
    const listed = text.match(/\| \*\*error/g)?.length ?? 0
    assert.match(text, new RegExp(`Left out for want of room: ${400 - listed} rules`))
  })

  it('stay with the plan below the size of a comment, whatever is found', () => {
    const long = fc.string({ maxLength: 3000, unit: 'grapheme' })
    const some = fc.array(fc.record({ message: long, rule: long, file: long }), { maxLength: 60 })
    const many = Array.from({ length: 900 }, (_, n) => ({
      address: `aws_instance.some_rather_long_name_of_a_resource_${n}`,
      mode: 'managed',
      type: 'aws_instance',
      change: { actions: ['create'], before: null, after: {} },
    }))
    const plan = summarise({ resource_changes: many })
    fc.assert(
      fc.property(some, fc.integer({ min: 20_000, max: 65_000 }), (found, limit) => {
        const tools = [outcome('checkov', 'judged', null)]
        const policy = policyReport(tools, found.map(finding), rules)
        const text = judgedMarkdown('dev', plan, policy, limit)
        assert.ok(text.length <= limit, `${text.length} > ${limit}`)
        assert.match(text, /#### Policy: /)
      }),
      { numRuns: 50 },
    )
  })
})
