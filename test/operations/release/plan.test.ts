import assert from 'node:assert/strict'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { nodeStreams } from '../../../src/adapters/streams.ts'
import { MemoryLines } from '../../../src/domain/release/lines.ts'
import { type ReleaseSettings, usualSettings } from '../../../src/domain/release/settings.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import type { ReleaseContext } from '../../../src/operations/release/context.ts'
import { asCommitsSay, releasePlan } from '../../../src/operations/release/plan.ts'
import { releaseStatus } from '../../../src/operations/release/status.ts'
import type { CommandLine } from '../../../src/ports/exec.ts'
import { GitClone } from '../../doubles/git-clone.ts'

describe('the plan of a release', function () {
  this.timeout(30_000)
  let clone: GitClone
  const others: GitClone[] = []
  const calls: CommandLine[] = []
  const context = (at = clone, settings: Partial<ReleaseSettings> = {}): ReleaseContext => ({
    streams: nodeStreams(new AbortController().signal, (command) => calls.push(command)),
    files: nodeFiles,
    settings: { ...usualSettings, ...settings },
    folder: at.folder,
    newLines: () => new MemoryLines(),
  })
  const version = async (c = context()) => (await releasePlan(c)).next?.version ?? null
  const refused = (code: string, field?: string) => (error: unknown) => {
    assert.ok(error instanceof OpsctlError, String(error))
    assert.deepEqual([error.code, error.exitCode, error.next.length > 0], [code, 2, true])
    if (field !== undefined) assert.equal(error.details['field'], field)
    return true
  }
  beforeEach(() => {
    clone = new GitClone()
    calls.length = 0
  })
  afterEach(() => {
    for (const one of [clone, ...others.splice(0)]) one.remove()
  })

  it('counts from the highest tag of this history, whatever stands elsewhere', async () => {
    const first = clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.commit('fix: b\n')
    assert.equal(await version(), '1.0.1')
    const elsewhere = clone.commit('feat!: c\n', [first])
    clone.git('tag', 'v2.0.0', elsewhere)
    assert.equal(await version(), '1.0.1')
    clone.git('tag', 'unrelated')
    clone.git('tag', 'v1.5')
    clone.git('tag', 'v01.5.0')
    clone.git('tag', 'v9007199254740993.0.0')
    assert.equal(await version(), '1.0.1')
    clone.git('tag', '-a', '-m', 'annotated', 'v1.9.0')
    assert.equal(await version(), null)
  })

  it('refuses a version whose tag stands in another history', async () => {
    const first = clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.git('tag', 'v1.1.0', clone.commit('feat: b\n', [first]))
    clone.commit('feat: c\n')
    await assert.rejects(releasePlan(context()), refused('BAD_INPUT', 'tag v1.1.0'))
  })

  it('takes the last release commit where a clone has no tags, and only a true one', async () => {
    const release = (text: string, subject: string) => {
      clone.write('VERSION', `${text}\n`)
      clone.git('add', 'VERSION')
      clone.git('commit', '-q', '-m', subject)
    }
    clone.commit('feat: a\n')
    release('0.1.0', 'chore(release): v0.1.0')
    const base = clone.git('rev-parse', 'HEAD')
    clone.commit('feat: b\n')
    clone.commit('chore(release): v9.9.9\n')
    const plan = await releasePlan(context())
    assert.deepEqual(plan.previous, { version: '0.1.0', commit: base, tag: null })
    assert.equal(plan.next?.version, '0.2.0')
    release('0.2.0', 'chore(release): v0.2.0 (#4)')
    assert.equal(await version(), null)
  })

  it('releases the version that a project carries first', async () => {
    clone.commit('feat!: a\n')
    assert.equal(await version(), '0.1.0')
    clone.write('package.json', '{ "name": "x", "version": "3.1.0" }\n')
    assert.equal(await version(), '3.1.0')
    clone.write('VERSION', '2.0.0\n')
    assert.equal(await version(), '2.0.0')
  })

  for (const text of ['01.2.3', '1.2', '9007199254740993.0.0', 'v1.2.3', ' ', '1.2.3-', '$(id)']) {
    it(`refuses ${JSON.stringify(text)} as a version, wherever it stands`, async () => {
      clone.commit('feat: a\n')
      const asked = { ...asCommitsSay, as: text }
      await assert.rejects(releasePlan(context(), asked), refused('BAD_INPUT', '--as'))
      assert.deepEqual(calls, [])
      if (text.trim() === '') return
      clone.write('VERSION', `${text}\n`)
      await assert.rejects(releasePlan(context()), refused('BAD_INPUT', 'VERSION'))
      clone.write('VERSION', '1.2.3\n')
      clone.write('package.json', JSON.stringify({ version: text }))
      await assert.rejects(releasePlan(context()), refused('BAD_INPUT', 'package.json'))
    })
  }

  it('moves VERSION, package.json and the lock file together, and keeps all else', async () => {
    clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.commit('feat(api): b\n\nCloses #7\n')
    clone.write('VERSION', '1.0.0\n')
    const json = '{\n\t"name": "x",\n\t"nested": { "version": "5.0.0" },\n\t"version": "1.0.0"\n}'
    clone.write('package.json', json)
    chmodSync(join(clone.folder, 'package.json'), 0o600)
    const lock = {
      version: '1.0.0',
      packages: { '': { version: '1.0.0' }, y: { version: '4.0.0' } },
    }
    clone.write('package-lock.json', JSON.stringify(lock))
    const files = (await releasePlan(context())).next?.files ?? []
    const contents = Object.fromEntries(files.map((file) => [file.path, file.contents]))
    assert.equal(contents['VERSION'], '1.1.0\n')
    assert.equal(contents['package.json'], json.replace('"1.0.0"', '"1.1.0"'))
    assert.deepEqual(JSON.parse(contents['package-lock.json'] ?? ''), {
      version: '1.1.0',
      packages: { '': { version: '1.1.0' }, y: { version: '4.0.0' } },
    })
    assert.match(
      contents['CHANGELOG.md'] ?? '',
      /^# Changelog\n[\s\S]*\n## 1\.1\.0 \(2026-01-01\)\n\n### Features\n\n- \*\*api:\*\* b \([0-9a-f]{8}, #7\)\n$/,
    )
    assert.deepEqual(
      files.map((file) => file.mode.toString(8)),
      ['644', '600', '644', '644'],
    )
    for (const file of files) writeFileSync(join(clone.folder, file.path), file.contents)
    assert.deepEqual((await releasePlan(context())).next?.files, [])
  })

  it('keeps a changelog that was edited after the bump, and adds what came later', async () => {
    clone.commit('feat: a\n')
    const write = async () => {
      for (const file of (await releasePlan(context())).next?.files ?? [])
        clone.write(file.path, file.contents)
      return readFileSync(join(clone.folder, 'CHANGELOG.md'), 'utf8')
    }
    const edited = (await write()).replace('- a (', '- The letter A, at last. (')
    clone.write('CHANGELOG.md', edited)
    assert.equal(await write(), edited)
    clone.commit('feat: b\n')
    clone.commit('fix: c\n')
    const later = await write()
    assert.match(
      later,
      /### Features\n\n- b \([0-9a-f]{8}\)\n- The letter A, at last\. \([0-9a-f]{8}\)\n\n### Fixes\n\n- c \(/,
    )
  })

  it('names a shallow clone that lacks what decides, and only that', async () => {
    for (const text of ['feat: a', 'fix: b', 'feat: c', 'fix: d']) clone.commit(`${text}\n`)
    clone.git('tag', 'v1.0.0', 'HEAD~1')
    const shallow = (depth: number) => {
      const url = `file://${clone.folder}`
      const made = new GitClone({ url, words: ['--depth', String(depth)] })
      others.push(made)
      return made
    }
    await assert.rejects(releasePlan(context(shallow(1))), refused('SHALLOW_CLONE'))
    assert.equal(await version(context(shallow(3))), '1.0.1')
  })

  it('runs nothing that a name says', async () => {
    const here = clone.commit('feat: a\n')
    for (const name of [
      'v1$(touch /tmp/opsctl-pwned)',
      '--upload-pack=touch /tmp/opsctl-pwned',
      '-h',
    ]) {
      // git itself refuses some of these names; what it lets into a repository is what counts.
      try {
        clone.git('update-ref', `refs/tags/${name}`, here)
      } catch {}
    }
    clone.git('config', 'remote.origin.url', 'ext::sh -c touch% /tmp/opsctl-pwned')
    const plan = await releasePlan(context())
    assert.equal(plan.next?.version, '0.1.0')
    assert.ok(calls.every((call) => call.args.every((word) => !word.includes('pwned'))))
    assert.throws(() => readFileSync('/tmp/opsctl-pwned'))
  })

  it('asks git alone, and for nothing but what the clone holds', async () => {
    clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    clone.commit('fix: b\n')
    // Any word with it would fail, as would one with a server behind it.
    clone.git('remote', 'add', 'origin', 'https://127.0.0.1:1/acme/shop.git')
    const status = await releaseStatus(context())
    assert.equal(status.next?.version, '1.0.1')
    clone.git('tag', '-d', 'v1.0.0')
    assert.equal((await releaseStatus(context())).next?.version, '0.1.0')
    const local = ['log', 'for-each-ref', 'rev-parse', 'config', 'cat-file']
    for (const { file, args } of calls) {
      assert.ok(file === 'git' && local.includes(args[0] ?? ''), args.join(' '))
    }
    assert.ok(calls.length > 3)
  })

  it('says what a folder is that holds no history', async () => {
    await assert.rejects(releasePlan(context()), refused('NO_COMMITS'))
    const nowhere = { ...context(), folder: '/' }
    await assert.rejects(releasePlan(nowhere), refused('NOT_A_REPOSITORY'))
  })
})
