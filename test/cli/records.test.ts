import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { TinyAws } from '../doubles/tiny-aws.ts'
import { BucketProject } from './bucket-project.ts'

const bin = join(import.meta.dirname, '..', '..', 'bin', 'run.js')

/** What reads the ledger or the lock before an operation, or without one. */
const commands: readonly (readonly [string, ...string[]])[] = [
  ['rollback', '-e', 'dev'],
  // Not among the plain words of the express way.
  ['rollback', '--env=dev', '--lock-wait=1'],
  ['config', 'check', '-e', 'dev'],
  ['config', 'status', '-e', 'dev'],
  ['drift', '-e', 'dev'],
  ['history', '-e', 'dev'],
  ['lock', 'status', '-e', 'dev'],
  ['deploy', 'abort', '-e', 'dev'],
]

describe('a ledger that cannot be read before an operation begins', function () {
  this.timeout(60_000)
  const aws = new TinyAws()
  let endpoint: string
  let project: BucketProject
  before(async () => {
    endpoint = await aws.open()
    project = new BucketProject()
  })
  beforeEach(() => {
    aws.calls.length = 0
  })
  after(() => {
    aws.close()
    project.remove()
  })

  function start(words: readonly string[]): ChildProcess {
    return spawn(process.execPath, [bin, ...words, '--json'], {
      cwd: project.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: project.env(endpoint),
    })
  }

  async function endOf(child: ChildProcess) {
    const [out] = await Promise.all([child.stdout?.toArray(), child.stderr?.toArray()])
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    const { error } = JSON.parse(Buffer.concat(out ?? []).toString())
    return { status: child.exitCode, code: error.code, now: error.now, next: error.next }
  }

  it('who has no right to it is told that', async () => {
    aws.fault = () => ({ status: 403, code: 'AccessDenied' })
    const { status, code } = await endOf(start(['history', '-e', 'dev']))
    assert.deepEqual([status, code], [2, 'NO_CREDENTIALS'])
  })

  for (const words of commands) {
    const name = words.join(' ')
    it(`${name}: a refusal is told as everywhere else`, async () => {
      aws.fault = () => ({ status: 400, code: 'InvalidRequest' })
      const { next, ...end } = await endOf(start(words))
      assert.deepEqual(end, {
        status: 1,
        code: 'RECORDS_UNREACHABLE',
        now: 'Nothing was changed.',
      })
      assert.match(next[0], /opsctl doctor -e/)
    })

    it(`${name}: an interrupt ends it at once where no answer comes`, async () => {
      aws.fault = () => ({ late: 120_000 })
      const child = start(words)
      const end = endOf(child)
      while (aws.calls.length === 0 && child.exitCode === null) await pause(20)
      child.kill('SIGINT')
      const began = performance.now()
      assert.deepEqual(await end, {
        status: 130,
        code: 'INTERRUPTED',
        now: 'Nothing was changed.',
        next: [],
      })
      const took = performance.now() - began
      assert.ok(took < 5_000, `${Math.round(took)} ms`)
    })
  }
})
