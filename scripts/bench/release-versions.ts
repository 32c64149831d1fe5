import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { table, take } from './measure.ts'
import type { Peers } from './release-peers.ts'
import { corpus, type VersionCase } from './version-corpus.ts'

/**
 * The version that each of the three decides, case by case: what agrees by rule must agree here, and
 * what differs must be a difference that is written down.
 */
export async function compareVersions(peers: Peers, opsctl: string): Promise<void> {
  const rows = [['version', 'from', 'opsctl', 'git-cliff', 'semantic-release', '']]
  const reasons: string[] = []
  for (const one of corpus) {
    const folder = mkdtempSync(join(tmpdir(), 'opsctl-bench-'))
    try {
      build(folder, one)
      const mine = await ours(opsctl, folder)
      const cliff = await gitCliff(peers, folder, one.from)
      const semantic = await semanticRelease(peers, folder, one.from)
      const unexpected = [
        ...(mine === one.expected ? [] : [`opsctl: ${one.expected} was expected`]),
        ...strange('git-cliff', cliff, mine, one),
        ...strange('semantic-release', semantic, mine, one),
      ]
      rows.push([one.name, one.from, mine, cliff, semantic, unexpected.join('; ') || 'ok'])
      for (const [peer, reason] of Object.entries(one.differs ?? {})) {
        reasons.push(`${one.name}: ${peer} ${reason}`)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  process.stdout.write(`\n${table(rows)}\n${reasons.join('\n')}\n`)
}

function strange(
  peer: 'git-cliff' | 'semantic-release',
  theirs: string,
  mine: string,
  { differs }: VersionCase,
): string[] {
  const written = differs?.[peer] !== undefined
  if (written === (theirs !== mine)) return []
  return [written ? `${peer} agrees after all` : `${peer} differs, and no reason is written`]
}

function build(folder: string, { from, commits }: VersionCase): void {
  git(folder, 'init', '-q', '-b', 'main')
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'chore: begin')
  git(folder, 'tag', `v${from}`)
  for (const message of commits) {
    const previous = git(folder, 'rev-parse', 'HEAD')
    git(folder, 'commit', '-q', '--allow-empty', '-m', message.replace('PREVIOUS', previous))
  }
}

function git(cwd: string, ...args: string[]): string {
  const who = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.org',
    '-c',
    'commit.gpgsign=false',
  ]
  const ended = spawnSync('git', [...who, ...args], { cwd, encoding: 'utf8' })
  if (ended.status !== 0) throw new Error(ended.stderr)
  return ended.stdout.trim()
}

async function ours(opsctl: string, folder: string): Promise<string> {
  const args = [opsctl, 'release', 'status', '--json', '-C', folder]
  const { stdout } = await take({ file: process.execPath, args }, true)
  return (
    (JSON.parse(stdout) as { result: { next: { version: string } | null } }).result.next?.version ??
    '-'
  )
}

async function gitCliff(peers: Peers, folder: string, from: string): Promise<string> {
  const args = ['--workdir', folder, '--bumped-version']
  const { stdout } = await take({ file: peers.gitCliff, args, cwd: folder }, true)
  const version = stdout.trim().replace(/^v/, '')
  return version === from ? '-' : version
}

async function semanticRelease(peers: Peers, folder: string, from: string): Promise<string> {
  const args = [peers.semanticRelease, folder, `v${from}..HEAD`]
  const step = (await take({ file: process.execPath, args }, true)).stdout.trim()
  const [major = 0, minor = 0, patch = 0] = from.split('.').map(Number)
  if (step === 'major') return `${major + 1}.0.0`
  if (step === 'minor') return `${major}.${minor + 1}.0`
  return step === 'patch' ? `${major}.${minor}.${patch + 1}` : '-'
}
