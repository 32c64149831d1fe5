import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { nodeStreams } from '../../../src/adapters/streams.ts'
import { hookText } from '../../../src/domain/git-rules/hooks.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { installHooks } from '../../../src/operations/git/hooks/install.ts'
import { uninstallHooks } from '../../../src/operations/git/hooks/uninstall.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const foreign = '#!/bin/sh\n# of somebody else\nexit 0\n'

describe('git hooks', () => {
  const top = mkdtempSync(join(tmpdir(), "opsctl hooks' "))
  let number = 0
  let folder = ''
  const git = (...args: string[]) =>
    spawnSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: top,
        GIT_AUTHOR_NAME: 'A',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'A',
        GIT_COMMITTER_EMAIL: 'a@example.org',
      },
    })
  const context = () => ({
    streams: nodeStreams(new AbortController().signal, () => undefined),
    files: nodeFiles,
    folder,
  })
  const hook = (name: string) => join(folder, '.git', 'hooks', name)
  const states = (all: { readonly hooks: readonly { readonly state: string }[] }) =>
    all.hooks.map((one) => one.state)

  beforeEach(() => {
    number += 1
    folder = join(top, String(number))
    mkdirSync(folder)
    git('init', '--quiet', '--initial-branch', 'feat/a', '.')
    rmSync(join(folder, '.git', 'hooks'), { recursive: true })
  })
  after(() => rmSync(top, { recursive: true, force: true }))

  it('are put where git looks, once', async () => {
    assert.deepEqual(states(await installHooks('/opsctl', context())), ['installed', 'installed'])
    assert.equal(statSync(hook('commit-msg')).mode & 0o777, 0o755)
    assert.deepEqual(states(await installHooks('/opsctl', context())), ['unchanged', 'unchanged'])
    assert.deepEqual(states(await installHooks('/newer', context())), ['installed', 'installed'])
    assert.deepEqual(states(await uninstallHooks(context())), ['removed', 'removed'])
    assert.deepEqual(states(await uninstallHooks(context())), ['absent', 'absent'])
    assert.equal(existsSync(hook('commit-msg')), false)
  })

  it("keep somebody else's hook, name it and say what it lacks", async () => {
    mkdirSync(join(folder, '.git', 'hooks'))
    writeFileSync(hook('commit-msg'), foreign)
    // Even a link to what opsctl once wrote: the file is kept elsewhere, by somebody.
    writeFileSync(join(folder, 'theirs'), hookText('pre-push', '/older'))
    symlinkSync(join(folder, 'theirs'), hook('pre-push'))
    const installed = await installHooks('/opsctl', context())
    assert.deepEqual([installed.good, states(installed)], [false, ['foreign', 'kept']])
    assert.match(installed.hooks[0]?.line ?? '', /opsctl git check --message "\$1"/)
    assert.deepEqual(states(await uninstallHooks(context())), ['foreign', 'foreign'])
    assert.equal(readFileSync(hook('commit-msg'), 'utf8'), foreign)
    assert.match(readFileSync(join(folder, 'theirs'), 'utf8'), /older/)
  })

  it("are content with somebody else's hook that asks opsctl", async () => {
    mkdirSync(join(folder, '.git', 'hooks'))
    const asking = `${foreign}npx --no-install opsctl git check --message "$1" || exit 1\n`
    writeFileSync(hook('commit-msg'), asking)
    const installed = await installHooks('/opsctl', context())
    assert.deepEqual([installed.good, states(installed)], [true, ['kept', 'installed']])
    assert.equal(readFileSync(hook('commit-msg'), 'utf8'), asking)
  })

  it('leave a folder alone that core.hooksPath names', async () => {
    git('config', 'core.hooksPath', '.husky')
    for (const attempt of [
      () => installHooks('/opsctl', context()),
      () => uninstallHooks(context()),
    ]) {
      await assert.rejects(attempt, (error) => {
        assert.ok(error instanceof OpsctlError)
        assert.deepEqual([error.code, error.exitCode], ['HOOKS_ELSEWHERE', 2])
        return true
      })
    }
    assert.equal(existsSync(join(folder, '.husky')), false)
  })

  it('go where a worktree finds them', async () => {
    git('commit', '--quiet', '--allow-empty', '--message', 'feat: a')
    git('worktree', 'add', '--quiet', '../tree', '-b', 'feat/b')
    const inTree = { ...context(), folder: join(top, 'tree') }
    assert.deepEqual(states(await installHooks('/opsctl', inTree)), ['installed', 'installed'])
    assert.ok(existsSync(hook('pre-push')))
  })

  it('refuse a bad message and a bad branch for real, and let good ones pass', async function () {
    const program = join(root, 'bin', 'run.js')
    if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
    chmodSync(program, 0o755)
    await installHooks(program, context())
    const commit = (...words: string[]) => git('commit', '--quiet', '--allow-empty', ...words)
    const bad = commit('--message', 'Add a thing')
    assert.notEqual(bad.status, 0)
    assert.match(bad.stdout + bad.stderr, /message\/header/)
    assert.equal(commit('--message', 'feat: add a thing').status, 0)
    spawnSync('git', ['init', '--quiet', '--bare', join(folder, 'remote')])
    git('remote', 'add', 'origin', join(folder, 'remote'))
    assert.equal(git('push', 'origin', 'feat/a').status, 0)
    const refused = git('push', 'origin', 'HEAD:Wip')
    assert.notEqual(refused.status, 0)
    assert.match(refused.stdout + refused.stderr, /branch\/kind/)
    assert.equal(commit('--no-verify', '--message', 'Sneaked in').status, 0)
    assert.notEqual(git('push', 'origin', 'feat/a').status, 0)
  }).timeout(30_000)
})
