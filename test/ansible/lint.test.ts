import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configLint } from '../../src/operations/config/lint.ts'
import { ansibleBin, exec } from './real-ansible.ts'

const stack = join(import.meta.dirname, '..', '..', 'ansible')
const env = { PATH: process.env['PATH'] }

describe('ansible-lint, production profile', () => {
  it('finds nothing in the stack', async () => {
    const at = { bin: await ansibleBin(), dir: stack, env }
    assert.deepEqual(await configLint(exec, at), [])
  })

  it('finds what is wrong in another folder, with file and line', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'opsctl-lint-'))
    for (const name of ['.ansible-lint', 'lint.cfg']) cpSync(join(stack, name), join(dir, name))
    const play = '- hosts: all\n  tasks:\n    - name: look\n      ansible.builtin.command: "true"\n'
    writeFileSync(join(dir, 'site.yml'), `---\n${play}`)
    const findings = await configLint(exec, { bin: await ansibleBin(), dir, env })
    const rules = findings.map(({ rule, path }) => `${path} ${rule}`)
    assert.ok(rules.includes('site.yml no-changed-when'), rules.join(', '))
    assert.ok(findings.every(({ line }) => line > 0))
    rmSync(dir, { recursive: true })
  })
})
