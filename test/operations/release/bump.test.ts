import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dryRunFiles } from '../../../src/adapters/dry-run.ts'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { nodeStreams } from '../../../src/adapters/streams.ts'
import { MemoryLines } from '../../../src/domain/release/lines.ts'
import { usualSettings } from '../../../src/domain/release/settings.ts'
import { releaseBump } from '../../../src/operations/release/bump.ts'
import type { ReleaseContext } from '../../../src/operations/release/context.ts'
import { asCommitsSay } from '../../../src/operations/release/plan.ts'
import { releaseStatus } from '../../../src/operations/release/status.ts'
import type { Files } from '../../../src/ports/files.ts'
import { GitClone } from '../../doubles/git-clone.ts'

describe('release bump', function () {
  this.timeout(30_000)
  let clone: GitClone
  const context = (files: Files = nodeFiles): ReleaseContext => ({
    streams: nodeStreams(new AbortController().signal, () => undefined),
    files,
    settings: usualSettings,
    folder: clone.folder,
    newLines: () => new MemoryLines(),
  })
  const text = (path: string) => readFileSync(join(clone.folder, path), 'utf8')
  beforeEach(() => {
    clone = new GitClone()
    clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.write('VERSION', '1.0.0\n')
    clone.write('package.json', '{"version": "1.0.0"}')
  })
  afterEach(() => clone.remove())

  it('writes nothing when nothing asks for a release', async () => {
    clone.commit('docs: b\n')
    const bumped = await releaseBump(context(), asCommitsSay)
    assert.deepEqual(
      [bumped.version, bumped.tag, bumped.written, bumped.notes],
      [null, null, [], ''],
    )
    assert.equal(existsSync(join(clone.folder, 'CHANGELOG.md')), false)
  })

  it('writes the others when it was killed after any file', async () => {
    clone.commit('feat: b\n')
    for (const survives of [0, 1, 2, 3]) {
      clone.write('VERSION', '1.0.0\n')
      clone.write('package.json', '{"version": "1.0.0"}')
      clone.write('CHANGELOG.md', '')
      let written = 0
      const dying: Files = {
        ...nodeFiles,
        write: async (path, content, mode) => {
          if (written === survives) throw new Error('killed')
          written += 1
          await nodeFiles.write(path, content, mode)
        },
      }
      await releaseBump(context(dying), asCommitsSay).catch(() => undefined)
      await releaseBump(context(), asCommitsSay)
      assert.deepEqual([text('VERSION'), text('package.json')], ['1.1.0\n', '{"version": "1.1.0"}'])
      assert.match(text('CHANGELOG.md'), /\n## 1\.1\.0 \([^)]+\)\n\n### Features\n\n- b \(/)
      assert.deepEqual((await releaseBump(context(), asCommitsSay)).written, [])
    }
  })

  it('is a major step when the infrastructure would lose data, and says what', async () => {
    clone.commit('fix: b\n')
    const request = { ...asCommitsSay, dataLosses: ['aws_db_instance.main'] }
    const bumped = await releaseBump(context(), request)
    assert.deepEqual([bumped.version, bumped.dataLosses], ['2.0.0', ['aws_db_instance.main']])
  })

  it('writes nothing in a dry run, and tells what it would write', async () => {
    clone.commit('fix: b\n')
    const told: string[] = []
    const dry = context(dryRunFiles(nodeFiles, (line) => told.push(line)))
    const bumped = await releaseBump(dry, asCommitsSay)
    assert.deepEqual(bumped.written, ['VERSION', 'package.json', 'CHANGELOG.md'])
    assert.deepEqual(
      told,
      bumped.written.map((path) => `would write: ${clone.folder}/${path}`),
    )
    assert.deepEqual(
      [text('VERSION'), existsSync(join(clone.folder, 'CHANGELOG.md'))],
      ['1.0.0\n', false],
    )
  })

  it('counts pre-releases up and ends them, each with its own notes', async () => {
    clone.commit('feat: b\n')
    const beta = { ...asCommitsSay, pre: 'beta' }
    assert.equal((await releaseBump(context(), beta)).version, '1.1.0-beta.1')
    clone.git('tag', 'v1.1.0-beta.1')
    assert.equal((await releaseBump(context(), beta)).version, null)
    clone.commit('fix: c\n')
    const second = await releaseBump(context(), beta)
    assert.equal(second.version, '1.1.0-beta.2')
    assert.match(second.notes, /### Fixes/)
    assert.doesNotMatch(second.notes, /### Features/)
    const final = await releaseBump(context(), asCommitsSay)
    assert.equal(final.version, '1.1.0')
    assert.match(final.notes, /### Features\n\n- b[\s\S]*### Fixes\n\n- c/)
  })

  it('refuses to write through a link, and to lose bytes that are no text', async () => {
    clone.commit('fix: b\n')
    clone.git('-c', 'alias.link=!rm VERSION && ln -s /etc/hostname VERSION', 'link')
    await assert.rejects(releaseBump(context(), asCommitsSay), /VERSION: is a link/)
    clone.git('-c', 'alias.unlink=!rm VERSION && printf "\\377\\376" > CHANGELOG.md', 'unlink')
    await assert.rejects(releaseBump(context(), asCommitsSay), /CHANGELOG\.md: has bytes/)
  })

  it('is what status foretells', async () => {
    clone.commit('fix: b\n')
    const status = await releaseStatus(context())
    assert.deepEqual(status.next, {
      version: '1.0.1',
      tag: 'v1.0.1',
      files: ['VERSION', 'package.json', 'CHANGELOG.md'],
    })
    assert.deepEqual(status.previous?.tag, 'v1.0.0')
    await releaseBump(context(), asCommitsSay)
    assert.deepEqual((await releaseStatus(context())).next?.files, [])
  })
})
