import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HeadStart } from '../../src/adapters/head-start.ts'
import { nodeStreams } from '../../src/adapters/streams.ts'
import type { CommandLine } from '../../src/ports/exec.ts'

describe('a head start', function () {
  this.timeout(20_000)
  const line = (script: string): CommandLine => ({
    file: process.execPath,
    args: ['-e', script],
    effect: 'read',
  })
  const open = (ahead: HeadStart) => nodeStreams(new AbortController().signal, () => {}, ahead)
  const later = (milliseconds: number) => new Promise((go) => setTimeout(go, milliseconds))

  it('is taken once, by the same words alone, with all that was printed meanwhile', async () => {
    const ahead = new HeadStart()
    const once = line('process.stdout.write(process.pid + "x".repeat(4e5)); process.exitCode = 3')
    ahead.begin(once)
    await later(300)
    const streams = open(ahead)
    assert.equal(streams.begun({ ...once, cwd: '/' }), false)
    assert.equal(streams.begun(once), true)
    const first = await streams.read(once)
    assert.equal(streams.begun(once), false)
    const second = await streams.read(once)
    for (const { stdout, exitCode } of [first, second]) {
      assert.match(stdout, /^\d+x{400000}$/)
      assert.equal(exitCode, 3)
    }
    assert.notEqual(first.stdout, second.stdout)
  })

  it('ends what nobody took', async () => {
    const ahead = new HeadStart()
    const note = join(mkdtempSync(join(tmpdir(), 'opsctl-ahead-')), 'pid')
    const endless = line(
      `require('fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)); setInterval(() => 0, 1e3)`,
    )
    ahead.begin(endless)
    const noted = () => (existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0)
    while (noted() === 0) await later(20)
    process.kill(noted(), 0)
    ahead.end()
    assert.equal(ahead.has(endless), false)
    await later(300)
    assert.throws(() => process.kill(noted(), 0), /ESRCH/)
  })

  it('begins nothing that changes anything', () => {
    const change: CommandLine = { file: 'git', args: ['gc'], effect: 'change' }
    assert.throws(() => new HeadStart().begin(change), /not marked as reading/)
  })
})
