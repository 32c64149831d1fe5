import assert from 'node:assert/strict'
import { nodeExec } from '../../../src/adapters/exec.ts'
import { linuxProcesses } from '../../../src/adapters/processes.ts'
import { Redactor } from '../../../src/domain/redaction.ts'
import { commandGate } from '../../../src/operations/gates/command-gate.ts'

const window = { seconds: 61.7, candidate: 'green', baseline: 'blue', weight: 25 } as const

describe('a gate that runs a program', function () {
  this.timeout(20_000)
  const signal = new AbortController().signal
  const exec = nodeExec({
    redactor: new Redactor(),
    signal,
    processes: linuxProcesses,
    colours: false,
  })
  const judge = (script: string, { timeoutMs = 5000, stop = signal } = {}) =>
    commandGate('smoke', { run: ['sh', '-c', script], timeoutMs, cwd: '/', env: {} }, exec).judge(
      window,
      stop,
    )

  it('takes the exit code for the verdict and the last line for the reason', async () => {
    const verdict = await judge('echo one; echo two')
    assert.deepEqual(verdict, {
      outcome: 'pass',
      gate: 'smoke',
      reason: 'exit 0: two',
      samples: null,
    })
    assert.equal((await judge('exit 1')).outcome, 'fail')
    assert.equal((await judge('exit 75')).outcome, 'inconclusive')
  })

  it('tells the program what it is to judge', async () => {
    const words = '$OPSCTL_CANDIDATE $OPSCTL_BASELINE $OPSCTL_WEIGHT $OPSCTL_WINDOW_SECONDS'
    assert.equal((await judge(`echo ${words}`)).reason, 'exit 0: green blue 25 61')
  })

  it('is inconclusive when it is killed, missing or late', async () => {
    assert.equal((await judge('kill -9 $$')).outcome, 'inconclusive')
    const { outcome, reason } = await judge('exec sleep 5', { timeoutMs: 100 })
    assert.deepEqual([outcome, reason], ['inconclusive', 'it did not end within 0.1 s'])
    const missing = { run: ['/nonexistent/program'], timeoutMs: 1000, cwd: '/', env: {} }
    const gate = commandGate('smoke', missing, exec)
    assert.equal((await gate.judge(window, signal)).outcome, 'inconclusive')
  })

  it('leaves nothing at work of a program that will not be interrupted', async () => {
    const began = performance.now()
    // What it started as well, which would keep opsctl waiting for its output.
    const script = `trap '' INT; sleep 61.4321 & sleep 61.4321; wait`
    const { outcome } = await judge(script, { timeoutMs: 200 })
    assert.equal(outcome, 'inconclusive')
    assert.ok(performance.now() - began < 15_000)
    const left = await exec.run({ file: 'pgrep', args: ['-f', 'sleep 61.4321'], effect: 'read' })
    assert.equal(left.stdout, '')
  })

  it('is inconclusive when opsctl is interrupted', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 50)
    assert.equal((await judge('exec sleep 5', { stop: stop.signal })).reason, 'interrupted')
  })
})
