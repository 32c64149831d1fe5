import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type EnvironmentPlace,
  engineDeps,
  openEnvironment,
} from '../../../src/cli/wiring/environment-place.ts'
import { putBackOwn } from '../../../src/cli/wiring/put-back-own.ts'
import { runTidy } from '../../../src/cli/wiring/snapshot-tidy.ts'
import { openWorkplace } from '../../../src/cli/wiring/workplace.ts'
import { type EngineDeps, runOperation, unfinishedOperations } from '../../../src/engine/index.ts'
import type { OpsctlError } from '../../../src/errors/index.ts'
import { neverExec } from '../../doubles/never-exec.ts'
import { silentCall } from '../../doubles/silent-call.ts'
import { verifyingAws } from '../../doubles/verifying-aws.ts'

const yaml = `project: shop
region: eu-west-3
environments: { prod: { account: "111111111111" }, dev: { account: "111111111111" } }
`
const kind = 'snapshot verify'
const input = { id: 'snap-00000000000000001' }

type Aws = Awaited<ReturnType<typeof verifyingAws>>

describe('snapshot verify leaves nothing behind', () => {
  let folder = ''
  let aws: Aws
  const interrupt = new AbortController()
  const unfinished = async (place: EnvironmentPlace) => {
    const deps = await engineDeps(place)
    return unfinishedOperations(deps.files, deps.operationsFolder)
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsctl-tidy-'))
    for (const name of ['terraform', 'ansible', '.git']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'opsctl.yaml'), yaml)
  })
  afterEach(() => {
    aws.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function place(signal = new AbortController().signal, name = 'prod') {
    const call = { ...silentCall(folder), signal }
    const workplace = { ...openWorkplace(call), exec: neverExec }
    const { access } = aws
    return { ...(await openEnvironment(workplace, name)), aws: access } as EnvironmentPlace
  }

  it('when a step fails: says why, that all was put back, and nothing to type', async () => {
    aws = await verifyingAws(() => 'refused')
    const at = await place()
    await assert.rejects(runTidy(at, kind, input), (error: OpsctlError) => {
      assert.deepEqual([error.code, error.exitCode], ['STEP_FAILED', 1])
      assert.match(error.message, /^Step host failed: /)
      assert.equal(error.now, 'Everything that was begun was put back.')
      assert.deepEqual(error.next, [])
      return true
    })
    assert.deepEqual(await unfinished(at), [])
  })

  it('when it is interrupted: takes the scratch host away all the same, exit 130', async () => {
    aws = await verifyingAws(() => {
      interrupt.abort()
      return 'started'
    })
    const at = await place(interrupt.signal)
    await assert.rejects(runTidy(at, kind, input), (error: OpsctlError) => {
      assert.deepEqual([error.code, error.exitCode], ['INTERRUPTED', 130])
      assert.equal(error.now, 'Everything that was begun was put back.')
      return true
    })
    assert.deepEqual([...aws.scratch], [])
    assert.ok(aws.asked.includes('TerminateInstances'))
    assert.deepEqual(await unfinished(at), [])
  })

  it('says nothing of putting back where nothing was begun', async () => {
    aws = await verifyingAws(() => 'started')
    const at = await place(undefined, 'dev')
    const foreign = {
      code: 'SNAPSHOT_FOREIGN',
      now: 'Nothing was started and nothing was changed.',
    }
    await assert.rejects(runTidy(at, kind, input), foreign)
    assert.deepEqual(await unfinished(at), [])
  })

  const others: readonly [string, Partial<EngineDeps['who']>, string, string][] = [
    ['by another process', { pid: 999_999 }, kind, 'prod'],
    ['by an earlier process of the same number', { processStart: 'earlier' }, kind, 'prod'],
    ['on another machine', { hostToken: 'elsewhere' }, kind, 'prod'],
    ['of another kind', {}, 'snapshot create', 'prod'],
    ['in another environment', {}, kind, 'dev'],
  ]
  for (const [what, who, other, environment] of others) {
    it(`leaves alone what was begun ${what}`, async () => {
      aws = await verifyingAws(() => 'started')
      const at = await place()
      const deps = await engineDeps(at)
      const id = '20261128t050000z-00000001'
      const step = { id: 'host', title: 'host', effect: 'change' as const }
      const run = async () => {
        throw new Error('power cut')
      }
      const begun = {
        ...{ id, kind: other, environment, input, context: null, lock: false },
        ...{ effect: 'change' as const, steps: [{ ...step, run, undo: async () => undefined }] },
      }
      await assert.rejects(runOperation(begun, { ...deps, who: { ...deps.who, ...who } }))
      assert.equal(await putBackOwn(at, kind), false)
      assert.deepEqual(
        (await unfinished(at)).map((one) => one.begin.id),
        [id],
      )
      assert.deepEqual(aws.asked, [])
    })
  }
})
