import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../../src/domain/policy/finding.ts'
import { parseScan, scan } from '../../../src/tools/policy/checkov.ts'
import { NoJudgement, placeOf } from '../../../src/tools/policy/place.ts'
import { lint, parseLint } from '../../../src/tools/policy/tflint.ts'

const recorded = (name: string) =>
  readFileSync(join(import.meta.dirname, 'recorded', `${name}.json`), 'utf8')
const brief = ({ level, rule, file, line }: Finding) => `${level} ${rule} ${file}:${line}`

describe('what tflint printed', () => {
  it('is read, each finding at its place in the project', () => {
    const findings = parseLint({ exitCode: 2, stdout: recorded('tflint') }, 'terraform')
    assert.deepEqual(findings.map(brief), [
      'warning terraform_unused_declarations terraform/main.tf:7',
      'warning terraform_typed_variables terraform/main.tf:12',
      'warning terraform_required_providers terraform/main.tf:14',
      'warning terraform_required_providers terraform/modules/store/main.tf:9',
    ])
    assert.equal(findings[0]?.message, 'variable "unused" is declared but not used')
  })

  it('is no judgement when it names an error of its own, or ended otherwise', () => {
    const broken = { exitCode: 1, stdout: recorded('tflint-error') }
    assert.throws(() => parseLint(broken, 'terraform'), /Failed to load values files/)
    assert.throws(() => parseLint({ exitCode: 1, stdout: '{}' }, 'terraform'), NoJudgement)
    assert.throws(() => parseLint({ exitCode: 0, stdout: 'panic: x' }, 'terraform'), SyntaxError)
  })
})

describe('what checkov printed', () => {
  it('is read, with the address of each resource', () => {
    const findings = parseScan({ exitCode: 1, stdout: recorded('checkov') }, 'terraform')
    assert.deepEqual(findings.map(brief), [
      'error CKV_AWS_24 terraform/main.tf:14',
      'error CKV_AWS_23 terraform/main.tf:14',
      'error CKV_AWS_189 terraform/modules/store/main.tf:9',
      'error CKV_AWS_3 terraform/modules/store/main.tf:9',
      'error CKV2_AWS_5 terraform/main.tf:14',
    ])
    assert.equal(findings[2]?.resource, 'module.store.aws_ebs_volume.this')
  })

  it('is a warning where its own configuration lets the check pass', () => {
    const findings = parseScan({ exitCode: 0, stdout: recorded('checkov-soft') }, 'terraform')
    assert.deepEqual(findings.map(brief), ['warning CKV_AWS_24 terraform/main.tf:14'])
  })

  it('takes the severity of a policy of the user’s own', () => {
    const check = (severity: string) => ({ check_id: 'X', severity })
    const stdout = JSON.stringify([
      { results: { failed_checks: [check('CRITICAL'), check('medium'), check('LOW')] } },
    ])
    const levels = parseScan({ exitCode: 1, stdout }, '').map((one) => one.level)
    assert.deepEqual(levels, ['error', 'warning', 'notice'])
  })

  it('is nothing for a folder without resources, and no judgement for one that it cannot read', () => {
    assert.deepEqual(parseScan({ exitCode: 0, stdout: recorded('checkov-nothing') }, 't'), [])
    const unread = { exitCode: 0, stdout: recorded('checkov-unread') }
    assert.throws(() => parseScan(unread, 't'), /1 file could not be read/)
    assert.throws(() => parseScan({ exitCode: 2, stdout: '' }, 't'), /exit 2/)
  })
})

describe('the words for the policy tools', () => {
  it('carry every path in one word, so that none is taken for a flag', () => {
    const at = { dir: '/p/-x', varFile: '/p/-y', tflintConfig: '/p/-z', env: {} }
    for (const { args } of [lint(at), scan(at)]) {
      assert.ok(
        args.every((word) => /^--[a-z-]+(=.*)?$/.test(word)),
        args.join(' '),
      )
    }
  })

  it('find a module beside the root module', () => {
    assert.equal(placeOf('terraform', '/../modules/a.tf'), 'modules/a.tf')
    assert.equal(placeOf('', '/main.tf'), '/main.tf')
  })
})
