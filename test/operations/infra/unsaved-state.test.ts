import assert from 'node:assert/strict'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import {
  assertStateSaved,
  keepUnsavedState,
  pushUnsavedState,
} from '../../../src/operations/infra/unsaved-state.ts'
import { whileChecked } from '../../../src/operations/infra/while-checked.ts'
import type { Finished } from '../../../src/ports/exec.ts'

const stray = '/p/terraform/errored.tfstate'
const kept = '/p/data/errored.tfstate'

function setting(there: readonly string[], end: Partial<Finished> = {}) {
  const files = new Set(there)
  const started: string[] = []
  const context = {
    files: {
      stat: async (path: string) => (files.has(path) ? { kind: 'file' } : null),
      remove: async (path: string) => void files.delete(path),
      move: async (from: string, to: string, mode: number) => {
        files.delete(from)
        files.add(`${to} ${mode.toString(8)}`)
      },
    },
    exec: {
      run: async ({ args }: { args: readonly string[] }) => {
        started.push(args.join(' '))
        return { exitCode: 0, signal: null, stdout: '', stderr: '', ...end }
      },
    },
    environment: { name: 'dev' },
    topic: 'infra',
    terraform: { program: 'terraform', dir: '/p/terraform', dataDir: '/p/data', env: {} },
  } as unknown as InfraContext
  return { context, files, started }
}

describe('a state that Terraform could not save', () => {
  it('is taken from where others can read it and the next one overwrites it', async () => {
    const { context, files } = setting([stray])
    assert.equal(await keepUnsavedState(context), true)
    assert.deepEqual([...files], [`${kept} 600`])
    assert.equal(await keepUnsavedState(setting([]).context), false)
  })

  it('lets nothing be planned on the one before it', async () => {
    for (const [path, code, exitCode] of [
      [kept, 'STATE_UNSAVED', 6],
      [stray, 'STATE_STRAY', 2],
    ] as const) {
      const { context, started } = setting([path])
      await assert.rejects(assertStateSaved(context), { code, exitCode })
      const begun = whileChecked(context, async () => started.push('work'))
      await assert.rejects(begun, { code })
      assert.deepEqual(started, [])
    }
    await assertStateSaved(setting([]).context)
  })

  it('is given up only when the backend has it, not when that refused it or in a dry run', async () => {
    const push = `state push -- ${kept}`
    const left = async (end: Partial<Finished>, code?: string) => {
      const { context, files, started } = setting([kept], end)
      const pushed = pushUnsavedState(context, () => undefined)
      if (code === undefined) await pushed
      else await assert.rejects(pushed, { code, exitCode: 6 })
      assert.deepEqual(started, [push])
      return files.has(kept)
    }
    assert.equal(await left({}), false)
    assert.equal(await left({ skipped: true }), true)
    assert.equal(await left({ exitCode: 1 }, 'STATE_UNSAVED'), true)
  })
})
