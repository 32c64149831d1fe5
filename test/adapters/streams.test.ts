import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { nodeStreams } from '../../src/adapters/streams.ts'
import { OpsctlError } from '../../src/errors/index.ts'
import type { CommandLine } from '../../src/ports/exec.ts'

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('streams', function () {
  this.timeout(20_000)
  const line = (script: string): CommandLine => ({
    file: process.execPath,
    args: ['-e', script],
    effect: 'read',
  })
  const open = () => nodeStreams(new AbortController().signal, () => undefined)
  const code = (wanted: string) => (error: unknown) =>
    error instanceof OpsctlError && error.code === wanted

  it('give all of a short output with how it ended', async () => {
    const ended = await open().read(line('console.log("é"); console.error("b"); process.exit(3)'))
    assert.deepEqual(ended, { exitCode: 3, signal: null, stdout: 'é\n', stderr: 'b\n' })
  })

  it('give a long output in pieces, and fail when the program did', async () => {
    let bytes = 0
    const long = line('process.stdout.write("x".repeat(3e6), () => process.exit(4))')
    const take = async () => {
      for await (const piece of open().pieces(long)) bytes += piece.length
    }
    await assert.rejects(take(), code('TOOL_FAILED'))
    assert.equal(bytes, 3e6)
  })

  it('end a program whose output nobody wants any more', async () => {
    const silent = line('console.log(process.pid); setInterval(() => undefined, 1000)')
    let pid = 0
    for await (const piece of open().pieces(silent)) {
      pid = Number(Buffer.from(piece).toString('utf8'))
      break
    }
    assert.ok(pid > 0)
    while (isThere(pid)) await setTimeout(20)
  })

  it('end it as well when a person interrupts', async () => {
    const controller = new AbortController()
    const streams = nodeStreams(controller.signal, () => undefined)
    const endless = line('setInterval(() => process.stdout.write("x"), 20)')
    const take = async () => {
      for await (const piece of streams.pieces(endless)) if (piece.length > 0) controller.abort()
    }
    await assert.rejects(take(), code('INTERRUPTED'))
    await assert.rejects(streams.read(line('0')), code('INTERRUPTED'))
  })

  it('start nothing that changes anything, and name a program that is not there', async () => {
    const change: CommandLine = { file: 'git', args: ['gc'], effect: 'change' }
    await assert.rejects(open().read(change), /not marked as reading/)
    const missing: CommandLine = { file: 'no-such-program', args: [], effect: 'read' }
    await assert.rejects(open().read(missing), code('TOOL_MISSING'))
  })
})
