import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { terraformAt } from '../../../src/cli/wiring/release-context.ts'
import { likelyProgram, terraformProgram } from '../../../src/cli/wiring/terraform-program.ts'
import { OpsctlError } from '../../../src/errors/index.ts'

describe('Terraform or OpenTofu', () => {
  const path = process.env['PATH']
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsctl-program-'))
    process.env['PATH'] = folder
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true })
  })
  const install = (program: string) => writeFileSync(join(folder, program), '')

  it('is whichever is there, Terraform where both are, and the configured one in any case', () => {
    install('tofu')
    assert.equal(terraformProgram(undefined), 'tofu')
    install('terraform')
    assert.deepEqual([terraformProgram(undefined), terraformProgram('tofu')], ['terraform', 'tofu'])
  })

  it('is refused where there is none, with where it is to be had', () => {
    const missing = (error: unknown) =>
      error instanceof OpsctlError &&
      error.code === 'TOOL_MISSING' &&
      /opentofu/.test(String(error.next))
    assert.throws(() => terraformProgram(undefined), missing)
    install('terraform')
    assert.throws(() => terraformProgram('tofu'), missing)
    assert.equal(likelyProgram('tofu'), 'tofu')
  })

  it('reads the plan that a release is held against as well', () => {
    assert.equal(terraformAt('/p', undefined).program, 'terraform')
    install('tofu')
    assert.equal(terraformAt('/p', undefined).program, 'tofu')
    assert.equal(terraformAt('/p', { dir: 'infra', program: 'terraform' }).program, 'terraform')
  })
})
