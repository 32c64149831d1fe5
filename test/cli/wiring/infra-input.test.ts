import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { waitingFiles } from '../../../src/adapters/waiting-files.ts'
import { openEnvironment } from '../../../src/cli/wiring/environment-place.ts'
import { fileToWrite } from '../../../src/cli/wiring/file-to-write.ts'
import { infraContext } from '../../../src/cli/wiring/infra-context.ts'
import { openWorkplace } from '../../../src/cli/wiring/workplace.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { infraImport } from '../../../src/operations/infra/import.ts'
import { initialise } from '../../../src/operations/infra/initialise.ts'
import { infraLosses } from '../../../src/operations/release/infra-losses.ts'
import { neverExec } from '../../doubles/never-exec.ts'
import { silentCall } from '../../doubles/silent-call.ts'

const yaml = `project: shop
region: eu-west-3
environments:
  dev: { account: "111111111111" }
  prod: { account: "222222222222", protected: true }
terraform: { state: { path: "state/{env}.tfstate" } }
`
/** Reading any of them never ends. */
const endless: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a link to /dev/zero': (path) => symlinkSync('/dev/zero', path),
}

describe('bad input of infra', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-input-'))
  const at = (path: string) => join(folder, path)
  const path = process.env['PATH']

  before(() => {
    for (const name of ['terraform', '.git', 'ansible']) mkdirSync(at(name))
    writeFileSync(at('opsctl.yaml'), yaml)
    writeFileSync(at('terraform/main.tf'), 'terraform {}\n')
    // It is looked for and never started.
    mkdirSync(at('bin'))
    writeFileSync(at('bin/terraform'), '', { mode: 0o755 })
    process.env['PATH'] = `${at('bin')}:${path}`
  })
  after(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true })
  })

  /** As far as the first thing that would be started, which fails the test. */
  async function begin(name: string, extra: readonly string[] = []): Promise<void> {
    const workplace = { ...openWorkplace(silentCall(folder)), exec: neverExec }
    await initialise(await infraContext(await openEnvironment(workplace, name), extra))
  }

  const refused = (code: string, words: RegExp) => (error: OpsctlError) => {
    assert.deepEqual([error.code, error.exitCode], [code, 2], error.message)
    assert.match(error.message, words)
    assert.ok(error.next.length > 0)
    return true
  }

  /** With something in the place of a file while `work` is at it. */
  async function with_<T>(path: string, spoil: (path: string) => void, work: () => Promise<T>) {
    mkdirSync(dirname(at(path)), { recursive: true })
    spoil(at(path))
    try {
      return await work()
    } finally {
      rmSync(at(path))
    }
  }

  const names = ['PROD', 'prod ', 'рrod', '', '../prod', 'dev/../prod', '__proto__', '-e', 'dev\n']
  for (const name of names) {
    it(`refuses the environment ${JSON.stringify(name)} before anything is started`, () =>
      assert.rejects(begin(name), refused('UNKNOWN_ENVIRONMENT', /there is no environment/)))
  }

  const opened = {
    'terraform/more.tf': 'terraform.dir',
    'terraform/modules/store/main.tf.json': 'terraform.dir',
    'terraform/any.auto.tfvars': 'terraform.dir',
    'terraform/env/dev/terraform.tfvars': 'terraform.dir',
    'terraform/.terraform.lock.hcl': 'terraform.dir',
    'state/dev.tfstate': 'terraform.state.path',
  }
  for (const [what, spoil] of Object.entries(endless)) {
    for (const [path, field] of Object.entries(opened)) {
      it(`refuses ${what} for ${path} before anything is started`, () =>
        with_(path, spoil, () =>
          assert.rejects(begin('dev'), (error: OpsctlError) => {
            assert.equal(error.details['field'], field)
            return refused('BAD_INPUT', /a pipe or a device/)(error)
          }),
        ))
    }

    it(`refuses ${what} for a file of variables, below the root module or elsewhere`, async () => {
      for (const path of ['terraform/extra', 'extra']) {
        const named = path === 'extra' ? at('extra') : 'extra'
        await with_(path, spoil, () =>
          assert.rejects(begin('dev', ['-var-file', named]), refused('BAD_INPUT', /a pipe or a/)),
        )
      }
    })

    it(`refuses ${what} for the file of import blocks, and for a plan that a release is held against`, async () => {
      const file = at('imports.tf')
      await with_('imports.tf', spoil, async () => {
        const asked = infraImport(nodeFiles, { file, to: 'a.b', id: 'c' })
        await assert.rejects(asked, refused('BAD_INPUT', /a pipe or a device/))
        for (const files of [nodeFiles, waitingFiles]) {
          const c = { files, streams: null as never, terraform: null as never }
          await assert.rejects(infraLosses(c, file), refused('BAD_INPUT', /is no file/))
        }
      })
    })
  }

  it('may read what only looks odd: a link to a file, a folder, a link to nothing', async () => {
    const targets = [at('terraform/main.tf'), at('terraform/nowhere'), at('ansible')]
    for (const target of targets) {
      await with_(
        'terraform/linked.tf',
        (path) => symlinkSync(target, path),
        () => assert.rejects(begin('dev'), /something was started/),
      )
    }
  })

  it('puts a file in the place of no device, pipe, link or folder', async () => {
    const place = { files: nodeFiles, folder }
    const asked = (path: string) => fileToWrite(place, path, '--out')
    for (const [what, spoil] of Object.entries(endless)) {
      await with_('plan', spoil, async () => {
        const before = lstatSync(at('plan')).ino
        await assert.rejects(asked('plan'), refused('BAD_INPUT', /--out: .*, not a file/), what)
        assert.equal(lstatSync(at('plan')).ino, before)
      })
    }
    for (const path of ['/dev/null', '/dev/stdout', 'ansible', '.']) {
      await assert.rejects(asked(path), refused('BAD_INPUT', /not a file/), path)
    }
    assert.equal(await asked('opsctl.yaml'), at('opsctl.yaml'))
    assert.equal(await asked('new'), at('new'))
    assert.equal(await fileToWrite(place, undefined, '--out'), null)
  })

  it('fuzzed from these: refused with a fix, or as far as Terraform, within a second', async function () {
    this.timeout(120_000)
    const words = [
      '-var-file=/dev/zero',
      '-var',
      '-destroy',
      '-var-file',
      at('pipe'),
      '-target=a.b',
    ]
    execFileSync('mkfifo', [at('pipe')])
    const odd = fc.string({ unit: 'binary', maxLength: 9 })
    const name = fc.oneof(
      { weight: 3, arbitrary: fc.constant('dev') },
      fc.constantFrom(...names),
      odd,
    )
    const word = fc.oneof(fc.constantFrom(...words, '__proto__', '-__proto__=1'), odd)
    await fc.assert(
      fc.asyncProperty(name, fc.array(word, { maxLength: 4 }), async (one, extra) => {
        const began = process.cpuUsage()
        const end = await begin(one, extra).catch((error: unknown) => error)
        const { user, system } = process.cpuUsage(began)
        assert.ok(user + system < 1_000_000, 'took more than a second')
        if (end instanceof OpsctlError) assert.ok(end.exitCode === 2 && end.next.length > 0)
        // Only what was let through comes as far as Terraform.
        else assert.match(String(end), /something was started/)
        if (extra.some((each) => each.includes('/dev/zero') || each === '-destroy')) {
          assert.ok(end instanceof OpsctlError, JSON.stringify(extra))
        }
      }),
      { numRuns: 200 },
    )
  })
})
