import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type PlanJson, summarise } from '../../src/domain/plan/summary.ts'
import { paintFor } from '../../src/ui/paint.ts'
import { commentLimit, planMarkdown } from '../../src/ui/plan-markdown.ts'
import { planText } from '../../src/ui/plan-view.ts'

const change = (address: string, actions: string[], more: object = {}) => ({
  address,
  mode: 'managed',
  type: address.split('.')[0] ?? '',
  change: { actions, before: null, after: null, ...more },
})

const plan: PlanJson = {
  resource_changes: [
    change('aws_instance.app', ['update'], {
      before: { type: 't3.small', password: 'CANARY' },
      after: { type: 't3.large', password: 'CANARY-2' },
      before_sensitive: { password: true },
      after_sensitive: { password: true },
    }),
    change('aws_ebs_volume.data', ['delete', 'create'], {
      before: { zone: 'a' },
      after: { zone: 'b' },
      replace_paths: [['zone']],
    }),
    change('aws_lb.a', ['update'], { before: { x: null }, after: { x: false } }),
    { ...change('aws_lb.b', ['no-op']), previous_address: 'aws_lb.old' },
  ],
  resource_drift: [change('aws_vpc.v', ['update'], { before: { a: 1 }, after: { a: 2 } })],
  output_changes: { url: { actions: ['update'], before: 'x', after: 'y' } },
}

describe('a plan as Markdown', () => {
  it('reads like this', () => {
    assert.equal(
      planMarkdown('dev', summarise(plan)),
      [
        '### Plan for `dev`: 0 to add, 2 to change, 1 to replace, 0 to destroy, 1 moved, 1 changed by new defaults only',
        '',
        '> [!CAUTION]',
        '> **Data is lost** with `aws_ebs_volume.data`',
        '',
        '| | Resource | What changes |',
        '|---|---|---|',
        '| **replace** | `aws_ebs_volume.data` | **holds data**<br>because of `zone`<br>`zone`: `"a"` → `"b"` |',
        '| update | `aws_instance.app` | `type`: `"t3.small"` → `"t3.large"`<br>`password`: `(sensitive)` → `(sensitive)` |',
        '|  | `aws_lb.b` | moved from `aws_lb.old` |',
        '| new defaults only | `aws_lb.a` | `x`: _none_ → `false` |',
        '| changed outside | `aws_vpc.v` | `a`: `1` → `2` |',
        '| output | `url` | `"x"` → `"y"` |',
        '',
      ].join('\n'),
    )
  })

  it('stays below the limit whatever the plan, and names what it leaves out', () => {
    const many = (count: number, length: number) =>
      summarise({
        resource_changes: Array.from({ length: count }, (_, n) =>
          change(`aws_lb.x["${'n'.repeat(length)}${n}"]`, ['create']),
        ),
      })
    for (const [count, length] of [
      [500, 10],
      [5000, 10],
      [50_000, 3],
      [100, 5000],
    ] as const) {
      const text = planMarkdown('dev', many(count, length))
      assert.ok(text.length < 65_536 && text.length <= commentLimit, `${text.length}`)
      const shown = [...text.matchAll(/^\| create/gm)].length
      if (shown === count) continue
      assert.match(text, new RegExp(`Left out for want of room: ${count - shown}`))
      const named = text.slice(text.indexOf('Left out')).match(/aws_lb\.x/g)?.length ?? 0
      const rest = Number(/and (\d+) more\n$/.exec(text)?.[1] ?? 0)
      assert.equal(shown + named + rest, count)
    }
  })

  it('lets no name or value out of its code span', () => {
    const unit = fc.constantFrom(
      '`',
      '|',
      '\\',
      '\n',
      '<b>',
      '@org',
      ' ',
      '[x](y)',
      '\x1b[2J',
      'a',
      '*',
    )
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 12 }), (name) => {
        const text = planMarkdown(
          'dev',
          summarise({ resource_changes: [change(name, ['create'])] }),
        )
        const row = text.trimEnd().split('\n').at(-1) ?? ''
        assert.doesNotMatch(text, /\x1b/)
        // Outside of the span nothing foreign is left.
        assert.match(row, /^\| create \| (`+) ?.* ?\1 \| {2}\|$/)
        assert.equal(row.replaceAll('\\|', '').split('|').length, 5)
      }),
    )
  })
})

describe('a plan on a terminal', () => {
  it('reads like this', () => {
    assert.equal(
      planText(summarise(plan), paintFor(false)),
      `  ± aws_ebs_volume.data  holds data
      zone: "a" → "b"  forces the replacement
  ~ aws_instance.app
      type: "t3.small" → "t3.large"
      password: (sensitive) → (sensitive)
    aws_lb.b  moved from aws_lb.old
  only new defaults of the provider: aws_lb.a
  output url: "x" → "y"

Changed outside of the code: aws_vpc.v
Plan: 0 to add, 2 to change, 1 to replace, 0 to destroy, 1 moved, 1 changed by new defaults only.
Data is lost with: aws_ebs_volume.data
`,
    )
  })

  it('is not steered by names and values', () => {
    const bad = '\x1b]52;c;ZXZpbA==\x07\x9b2J\u202e'
    const text = planText(
      summarise({
        resource_changes: [
          change(`x.${bad}`, ['update'], { before: { [bad]: bad }, after: { [bad]: 'n' } }),
        ],
        output_changes: { [bad]: { actions: ['create'], after: bad } },
      }),
      paintFor(false),
    )
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
  })
})
