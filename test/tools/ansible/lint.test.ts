import assert from 'node:assert/strict'
import { parseLint } from '../../../src/tools/ansible/lint.ts'
import { lintText } from '../../../src/ui/lint-view.ts'

// As ansible-lint 26.10 prints a finding with a line, and one with a position.
const issue = {
  check_name: 'no-changed-when',
  severity: 'major',
  description: 'Commands should not change things if nothing needs doing.',
  location: { path: 'roles/app/tasks/main.yml', lines: { begin: 7 } },
}
const positioned = { ...issue, location: { path: 'site.yml', positions: { begin: { line: 3 } } } }

describe('findings of ansible-lint', () => {
  it('are read with their place', () => {
    const findings = parseLint(JSON.stringify([issue, positioned]))
    assert.deepEqual(
      findings.map(({ path, line }) => `${path}:${line}`),
      ['roles/app/tasks/main.yml:7', 'site.yml:3'],
    )
    assert.match(lintText(findings), /^roles\/app\/tasks\/main.yml:7: no-changed-when: /)
    assert.match(lintText(findings), /2 findings\.\n$/)
    assert.equal(lintText([]), 'ansible-lint finds nothing.\n')
  })
})
