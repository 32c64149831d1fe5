import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../src/adapters/files.ts'
import { waitingFiles } from '../../src/adapters/waiting-files.ts'
import type { RegularFile } from '../../src/ports/files.ts'

/** As it can be compared, whatever kind of bytes they are. */
const text = (found: RegularFile | null) =>
  found && { ...found, content: found.content && Buffer.from(found.content).toString() }

describe('files by calls that wait', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsctl-waiting-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('look as the usual ones do', async () => {
    writeFileSync(join(folder, 'file'), 'é', { mode: 0o640 })
    symlinkSync('file', join(folder, 'link'))
    mkdirSync(join(folder, 'inner'))
    for (const name of ['file', 'link', 'inner', 'absent', 'file/below']) {
      const path = join(folder, name)
      assert.deepEqual(await waitingFiles.stat(path), await nodeFiles.stat(path), name)
    }
    for (const name of ['file', 'link', 'absent']) {
      const path = join(folder, name)
      assert.equal(await waitingFiles.read(path), await nodeFiles.read(path), name)
    }
    await assert.rejects(waitingFiles.read(join(folder, 'inner')), /EISDIR/)
  })

  it('read a regular file of a size that is allowed, as the usual ones do', async () => {
    writeFileSync(join(folder, 'file'), 'four')
    symlinkSync('file', join(folder, 'link'))
    mkdirSync(join(folder, 'inner'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    for (const name of ['file', 'link', 'inner', 'pipe', 'absent']) {
      const path = join(folder, name)
      for (const size of [3, 4, 5]) {
        const waiting = await waitingFiles.readRegular(path, size)
        const usual = await nodeFiles.readRegular(path, size)
        assert.deepEqual(text(waiting), text(usual), `${name} ${size}`)
      }
    }
    // Its size says 0, and there is more.
    assert.equal((await waitingFiles.readRegular('/proc/self/environ', 0))?.content, null)
  })

  it('replace a file as a whole, with its mode, and never through a link', async () => {
    const path = join(folder, 'file')
    writeFileSync(join(folder, 'elsewhere'), 'kept')
    symlinkSync('elsewhere', path)
    await waitingFiles.write(path, 'new', 0o604)
    const facts = await nodeFiles.stat(path)
    assert.deepEqual([facts?.kind, facts?.mode], ['file', 0o604])
    assert.equal(await nodeFiles.read(path), 'new')
    assert.equal(await nodeFiles.read(join(folder, 'elsewhere')), 'kept')
    assert.deepEqual(readdirSync(folder).sort(), ['elsewhere', 'file'])
  })

  it('leave nothing behind where they cannot write', async () => {
    mkdirSync(join(folder, 'taken', 'full'), { recursive: true })
    await assert.rejects(waitingFiles.write(join(folder, 'taken'), 'x'), /EISDIR|ENOTEMPTY/)
    assert.deepEqual(readdirSync(folder), ['taken'])
  })
})
