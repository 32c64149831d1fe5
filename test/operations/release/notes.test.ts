import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { SpilledLines } from '../../../src/adapters/spilled-lines.ts'
import { nodeStreams } from '../../../src/adapters/streams.ts'
import { usualSettings } from '../../../src/domain/release/settings.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import type { ReleaseContext } from '../../../src/operations/release/context.ts'
import { fullNotes } from '../../../src/operations/release/full-notes.ts'
import { infraLosses } from '../../../src/operations/release/infra-losses.ts'
import { rangeNotes, unreleasedNotes } from '../../../src/operations/release/notes.ts'
import type { CommandLine } from '../../../src/ports/exec.ts'
import { GitClone } from '../../doubles/git-clone.ts'

describe('release notes', function () {
  this.timeout(30_000)
  let clone: GitClone
  const calls: CommandLine[] = []
  const context = (): ReleaseContext => ({
    streams: nodeStreams(new AbortController().signal, (command) => calls.push(command)),
    files: nodeFiles,
    settings: usualSettings,
    folder: clone.folder,
    newLines: () => new SpilledLines(),
  })
  const full = async () => {
    const pieces: Uint8Array[] = []
    for await (const piece of fullNotes(context())) pieces.push(piece)
    return plain(Buffer.concat(pieces).toString('utf8'))
  }
  /** Hashes and days left out. */
  const plain = (text: string) =>
    text.replace(/ \([0-9a-f]{8}\)/g, '').replace(/ \(2026-\d\d-\d\d\)/g, '')
  const refused = (field: string) => (error: unknown) =>
    error instanceof OpsctlError && error.exitCode === 2 && error.details['field'] === field
  beforeEach(() => {
    clone = new GitClone()
    calls.length = 0
  })
  afterEach(() => clone.remove())

  /** v1.0.0: a. v1.1.0: b, and c from a branch that began before v1.0.0. Unreleased: d, and e taken back. */
  function history() {
    const root = clone.commit('chore: begin\n')
    clone.commit('feat: a\n')
    clone.git('tag', 'v1.0.0')
    const branch = clone.commit('fix: c\n', [root])
    const b = clone.commit('feat: b\n')
    clone.git('update-ref', 'HEAD', clone.commit('Merge the branch\n', [b, branch]))
    clone.git('tag', 'v1.1.0-rc.1')
    clone.git('tag', '-a', '-m', 'x', 'v1.1.0')
    const e = clone.commit('feat!: e\n')
    clone.commit(`Revert "feat!: e"\n\nThis reverts commit ${e}.\n`)
    clone.commit('perf: d\n')
  }

  it('tell each commit under the first release that has it', async () => {
    history()
    assert.equal(
      await full(),
      [
        '## Unreleased\n\n### Performance\n\n- d\n',
        '## 1.1.0\n\n### Features\n\n- b\n\n### Fixes\n\n- c\n',
        '## 1.0.0\n\n### Features\n\n- a\n',
      ].join('\n'),
    )
    assert.equal(await full(), await full())
  })

  it('tell what the next bump would write, and what any range holds', async () => {
    history()
    assert.equal(plain(await unreleasedNotes(context())), '## 1.1.1\n\n### Performance\n\n- d\n')
    const range = async (from: string | null, to: string | null) =>
      plain(await rangeNotes(context(), { from, to }))
    assert.equal(
      await range(null, 'v1.1.0'),
      '## 1.1.0\n\n### Features\n\n- b\n\n### Fixes\n\n- c\n',
    )
    assert.equal(await range('v1.1.0', null), '## Unreleased\n\n### Performance\n\n- d\n')
    assert.equal(
      await range('v1.0.0', 'v1.0.0'),
      '## 1.0.0\n\nNothing that its users would notice.\n',
    )
    assert.match(await range(null, 'v1.0.0'), /^## 1\.0\.0\n\n### Features\n\n- a\n$/)
  })

  for (const name of [
    '--upload-pack=touch /tmp/p',
    '-h',
    'v1$(id)',
    'a..b',
    'a@{1}',
    'a\nb',
    '"',
    '$IFS',
    '',
  ]) {
    it(`refuse ${JSON.stringify(name)} as an end of a range`, async () => {
      clone.commit('feat: a\n')
      const from = { from: name, to: null }
      await assert.rejects(rangeNotes(context(), from), refused('--from'))
      await assert.rejects(rangeNotes(context(), { from: null, to: name }), refused('--to'))
      // What could be taken for an option or a range never reaches git.
      const told = calls.flatMap((call) => call.args).filter((word) => word.startsWith(name))
      if (/^-|\.\.|@\{|\n/.test(name)) assert.deepEqual(told, [])
    })
  }

  it('refuse a tag that a script would run, though git knows it', async () => {
    for (const name of ['v1$(id)', 'v1`id`', 'a"b', "a'b", 'a;b', 'a|b', 'a&b', 'a>b', '$IFS']) {
      clone.git('update-ref', `refs/tags/${name}`, clone.commit('feat: a\n'))
      const both = { from: name, to: name }
      await assert.rejects(rangeNotes(context(), both), refused('--from'), name)
    }
    assert.deepEqual(calls, [])
  })

  it('compare from a commit, which leads to the same place at the remote, or from a release', async () => {
    history()
    clone.git('remote', 'add', 'origin', 'git@github.com:acme/shop.git')
    const compared = async (from: string) =>
      /compare\/(.+)\.\.\.[0-9a-f]{40}\)/.exec(await rangeNotes(context(), { from, to: null }))?.[1]
    assert.equal(await compared('v1.1.0'), 'v1.1.0')
    assert.equal(await compared('HEAD~2'), clone.git('rev-parse', 'HEAD~2'))
    clone.git('branch', 'aside', 'HEAD~1')
    assert.equal(await compared('aside'), clone.git('rev-parse', 'HEAD~1'))
  })

  it('take commits as they are: NUL, broken UTF-8, a megabyte, forged records', async () => {
    const bytes = (text: string, ...more: number[]) =>
      Buffer.concat([Buffer.from(text), Buffer.from(more)])
    clone.commit(bytes('feat: nul\0feat!: forged\n\nBREAKING CHANGE: no\n'))
    clone.commit(bytes('fix: broken ', 0xff, 0xfe, 0x0a))
    clone.commit(`perf: ${'m'.repeat(1024 * 1024)}\n`)
    clone.commit(`fix: steering \x1b[2J\x1b]0;owned\x07end\n`)
    const text = await full()
    assert.match(
      text,
      /^## Unreleased\n\n### Features\n\n- nul\n\n### Fixes\n\n- steering end\n- broken \ufffd\ufffd\n\n### Performance\n\n- m{300}…\n$/,
    )
  })

  it('find releases by their commits in a clone without tags', async () => {
    clone.commit('feat: a\n')
    clone.write('VERSION', '0.1.0\n')
    clone.git('add', 'VERSION')
    clone.git('commit', '-q', '-m', 'chore(release): v0.1.0')
    clone.commit('chore(release): v0.5.0\n')
    clone.commit('fix: b\n')
    assert.equal(
      await full(),
      '## Unreleased\n\n### Fixes\n\n- b\n\n## 0.1.0\n\n### Features\n\n- a\n',
    )
  })

  it('are the same whether they were kept in memory or in a file', async () => {
    const long = 'y'.repeat(280)
    const input = Array.from({ length: 9000 }, (_, index) => {
      const message = `${index % 2 ? 'feat' : 'fix'}: ${index} ${long}`
      return `commit refs/heads/main\ncommitter A <a@b.c> ${1e9 + index} +0000\ndata ${message.length}\n${message}\n`
    })
    writeFileSync(join(clone.folder, 'stream'), input.join(''))
    clone.git(
      '-c',
      'core.packedGitLimit=64m',
      '-c',
      'alias.load=!git fast-import --quiet <stream',
      'load',
    )
    const lines = (await full()).split('\n').filter((line) => line.startsWith('- '))
    const numbers = lines.map((line) => Number(line.split(' ')[1]))
    const wanted = Array.from({ length: 9000 }, (_, index) => 8999 - index)
    const odd = (one: number) => one % 2 === 1
    assert.deepEqual(numbers, [...wanted.filter(odd), ...wanted.filter((one) => !odd(one))])
  })
})

describe('a Terraform plan that a release is held against', () => {
  let clone: GitClone
  beforeEach(() => {
    clone = new GitClone()
  })
  afterEach(() => clone.remove())
  const losses = (text: string) => {
    clone.write('plan.json', text)
    const streams = nodeStreams(new AbortController().signal, () => undefined)
    const terraform = { program: 'terraform', dir: clone.folder, dataDir: clone.folder, env: {} }
    return infraLosses({ files: nodeFiles, streams, terraform }, join(clone.folder, 'plan.json'))
  }
  const change = (address: string, type: string, actions: string[]) => ({
    address,
    type,
    mode: 'managed',
    change: { actions, before: {} },
  })

  it('names what holds data and is destroyed or replaced, and nothing else', async () => {
    const plan = {
      format_version: '1.2',
      resource_changes: [
        change('aws_db_instance.main', 'aws_db_instance', ['delete', 'create']),
        change('aws_ebs_volume.old', 'aws_ebs_volume', ['delete']),
        change('aws_ebs_volume.grown', 'aws_ebs_volume', ['update']),
        change('aws_instance.web', 'aws_instance', ['delete']),
      ],
    }
    assert.deepEqual(await losses(JSON.stringify(plan)), [
      'aws_ebs_volume.old',
      'aws_db_instance.main',
    ])
    await assert.rejects(losses(JSON.stringify({ ...plan, errored: true })))
  })

  it('is shown by the program that made it, which is named when it cannot', async () => {
    const program = join(clone.folder, 'tofu')
    writeFileSync(program, '#!/bin/sh\necho none >&2\nexit 1\n', { mode: 0o755 })
    clone.write('p.plan', 'PK')
    const streams = nodeStreams(new AbortController().signal, () => undefined)
    const terraform = { program, dir: clone.folder, dataDir: clone.folder, env: {} }
    const asked = infraLosses(
      { files: nodeFiles, streams, terraform },
      join(clone.folder, 'p.plan'),
    )
    await assert.rejects(asked, /tofu cannot show it:\nnone/)
  })

  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"format_version":"2.0"}',
    '{"format_version":"1.0","resource_changes":3}',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () =>
      assert.rejects(losses(text), (error) => error instanceof OpsctlError && error.exitCode === 2))
  }
})
