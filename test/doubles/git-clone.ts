import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a person's git could add must not be in a test. */
const clean = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

/** A real repository in a folder of its own. */
export class GitClone {
  readonly folder: string
  /** Seconds since 1970; each commit is a minute later than the one before. */
  #time = Date.UTC(2026, 0, 1) / 1000

  constructor(from?: { readonly url: string; readonly words: readonly string[] }) {
    this.folder = mkdtempSync(join(tmpdir(), 'opsctl-git-'))
    if (from) this.git('clone', '-q', ...from.words, '--', from.url, '.')
    else this.git('init', '-q', '-b', 'main')
  }

  /** Runs git and gives its stdout, trimmed; throws when it fails. */
  git(...args: string[]): string {
    const date = `${this.#time} +0000`
    const env = { ...clean, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
    const ended = spawnSync('git', args, { cwd: this.folder, env, encoding: 'utf8' })
    if (ended.status !== 0) throw new Error(`git ${args.join(' ')}: ${ended.stderr}`)
    return ended.stdout.trim()
  }

  /** Commits whatever the message holds, on top of `parents` (without: of HEAD); gives the hash. */
  commit(message: string | Uint8Array, parents?: readonly string[]): string {
    this.#time += 60
    const on = parents ?? this.#head()
    const stamp = `Ada <ada@example.org> ${this.#time} +0000`
    const head = [
      'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      ...on.map((hash) => `parent ${hash}`),
      `author ${stamp}`,
      `committer ${stamp}`,
      '\n',
    ]
    const bytes = typeof message === 'string' ? Buffer.from(message) : message
    const object = Buffer.concat([Buffer.from(head.join('\n')), bytes])
    const hash = this.#store(object)
    if (parents === undefined) this.git('update-ref', 'HEAD', hash)
    return hash
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #head(): string[] {
    const words = ['rev-parse', '--verify', '--quiet', 'HEAD']
    const ended = spawnSync('git', words, { cwd: this.folder, env: clean, encoding: 'utf8' })
    return ended.status === 0 ? [ended.stdout.trim()] : []
  }

  #store(object: Uint8Array): string {
    this.git('mktree', '--missing')
    const ended = spawnSync(
      'git',
      ['hash-object', '-w', '-t', 'commit', '--literally', '--stdin'],
      {
        cwd: this.folder,
        env: clean,
        input: object,
      },
    )
    if (ended.status !== 0) throw new Error(String(ended.stderr))
    return ended.stdout.toString().trim()
  }
}
