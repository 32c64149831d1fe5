import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { openSandbox } from '../../../src/cli/wiring/sandbox-place.ts'
import { openWorkplace } from '../../../src/cli/wiring/workplace.ts'
import { Journal } from '../../../src/engine/journal.ts'
import { neverExec } from '../../doubles/never-exec.ts'
import { silentCall } from '../../doubles/silent-call.ts'

describe('a sandbox of another checkout', () => {
  const top = mkdtempSync(join(tmpdir(), 'opsctl-sandbox-'))
  const folder = join(top, 'mine')
  const other = join(top, 'other')
  const operations = join(folder, '.opsctl', 'operations')
  const before = process.env['XDG_STATE_HOME']

  beforeEach(async () => {
    for (const one of [operations, other]) mkdirSync(one, { recursive: true })
    writeFileSync(
      join(folder, 'opsctl.yaml'),
      'project: shop\nregion: eu-west-3\nenvironments:\n  sandbox: { sandbox: true }\n',
    )
    const state = join(top, 'state', 'opsctl', 'sandbox')
    mkdirSync(state, { recursive: true })
    writeFileSync(join(state, 'sandbox.json'), JSON.stringify({ project: other }))
    process.env['XDG_STATE_HOME'] = join(top, 'state')
    const id = '20261128t023257z-5feecc21'
    await Journal.create(nodeFiles, join(operations, id), {
      ...{ type: 'begin', schema: 1, at: '2026-11-28T02:32:57.000Z', operation: id },
      ...{ kind: 'config apply', environment: 'sandbox', effect: 'change', input: {}, steps: [] },
    } as never)
  })
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_STATE_HOME']
    else process.env['XDG_STATE_HOME'] = before
    rmSync(top, { recursive: true, force: true })
  })

  for (const what of ['down', 'reset'] as const) {
    it(`refuses ${what}, and what is under way keeps its journal`, async () => {
      const call = { ...silentCall(folder), flags: { chdir: folder, yes: true } }
      const sandbox = await openSandbox({ ...openWorkplace(call), exec: neverExec })
      await assert.rejects(sandbox[what](), {
        code: 'SANDBOX_ELSEWHERE',
        next: [`take it down with its own opsctl: cd ${other} && node bin/run.js sandbox down`],
      })
      const journal = join(operations, '20261128t023257z-5feecc21', 'journal.jsonl')
      assert.ok(existsSync(journal))
    })
  }
})
