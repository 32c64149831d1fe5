import assert from 'node:assert/strict'
import type { Rehearsal, RehearsedDeployment } from '../../src/domain/deployment/rehearsal.ts'
import { paintFor } from '../../src/ui/paint.ts'
import { rehearsalHtml } from '../../src/ui/rehearsal-html.ts'
import { rehearsalMarkdown } from '../../src/ui/rehearsal-markdown.ts'
import { rehearsalText } from '../../src/ui/rehearsal-view.ts'

const one = (more: Partial<RehearsedDeployment>): RehearsedDeployment => ({
  fault: 'unhealthy',
  setAt: 'judge-25',
  exitCode: 5,
  code: 'GATE_SAID_NO',
  message: 'targets at 25 %: i-1 <b>Target.ResponseCodeMismatch</b>',
  takenBackBy: 'itself',
  weights: {
    before: { blue: 0, green: 100 },
    during: { blue: 25, green: 75 },
    after: { blue: 0, green: 100 },
  },
  hits: null,
  backSeconds: 0.42,
  seconds: 80,
  steps: [{ id: 'raise', title: 'Start hosts', outcome: 'done', at: 2, seconds: 8 }],
  wrong: [],
  left: [],
  ...more,
})

const rehearsal = (...deployments: RehearsedDeployment[]): Rehearsal => ({
  environment: 'sandbox',
  version: '1.2.0',
  image: 'r/shop@sha256:1',
  strategy: 'canary',
  began: '2026-11-24T18:00:00.000Z',
  seconds: 312.4,
  deployments,
  untried: [],
})

const good = rehearsal(
  one({}),
  one({ fault: 'throttle', exitCode: 130, code: 'INTERRUPTED', hits: 120, backSeconds: 17.5 }),
)
const left = 'weights are blue 25 %, green 75 %, not blue 0 %, green 100 %'
const bad: Rehearsal = { ...rehearsal(one({ left: [left] })), untried: ['throttle'] }

describe('the report of a rehearsal', () => {
  it('has a line for each fault in 80 columns, and a verdict', () => {
    const text = rehearsalText(good, '/p/.opsctl/rehearsal.html', paintFor(false))
    assert.equal(
      text,
      [
        'Rehearsed 1.2.0 on sandbox, canary: 2 faults in 312 s',
        '',
        'FAULT                ENDED     OLD HOSTS GOT     BACK IN  CALLS',
        'unhealthy new hosts  exit 5    100 > 75 > 100 %  0.4 s             restored',
        'throttled calls      exit 130  100 > 75 > 100 %  17.5 s   120 hit  restored',
        '',
        'Every fault was taken back; nothing of it is left.',
        'Report: /p/.opsctl/rehearsal.html',
        '',
      ].join('\n'),
    )
    assert.ok(text.split('\n').every((line) => line.length <= 80))
  })

  it('names what is not as it was found, and what was not tried', () => {
    const text = rehearsalText(bad, 'r.html', paintFor(false))
    assert.match(text, /NOT RESTORED/)
    assert.match(text, /unhealthy new hosts: weights are blue 25 %/)
    assert.match(text, /throttled calls .*not tried/)
    assert.match(text, /Not shown/)
  })

  it('is a table in Markdown in which foreign text means nothing', () => {
    assert.match(rehearsalMarkdown(good), /^### ✅ .*\n\n\| Fault \|/)
    const trap = rehearsalMarkdown(rehearsal(one({ wrong: ['@everyone [x](https://e) | <b>'] })))
    assert.match(trap, /^### ❌/)
    assert.match(trap, /\\@everyone \\\[x\\\]\\\(https:\/\/e\\\) \\\| \\<b\\>/)
  })

  it('is one HTML file without script, in which foreign text stays text', () => {
    const html = rehearsalHtml({ ...good, version: '"><script>alert(1)</script>' })
    assert.doesNotMatch(html, /<script|<b>|https?:/)
    assert.match(html, /&lt;b&gt;Target\.ResponseCodeMismatch&lt;\/b&gt;/)
    assert.match(html, /class="done" style="left:2\.50%;width:10\.00%"/)
    // Every element that is opened is closed.
    const open: string[] = []
    for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (['meta', 'br'].includes(name)) continue
      if (slash === '') open.push(name)
      else assert.equal(open.pop(), name)
    }
    assert.deepEqual(open, [])
    assert.match(rehearsalHtml(bad), /class="bad">Not shown\./)
  })
})
