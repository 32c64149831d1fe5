import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { machine, median, type Run, seconds, type Taken, table, take } from './measure.ts'
import { installPeers, type Peers } from './release-peers.ts'
import { compareVersions } from './release-versions.ts'
import { syntheticHistory, unreleased } from './synthetic-history.ts'

const root = join(import.meta.dirname, '..', '..')
const opsctl = join(root, 'bin', 'run.js')
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'opsctl', 'bench')

/** What issue B asks for. */
const targets = { timesGitLog: 2, partOfCliff: 0.1, mebibytes: 150, timesNode: 1.6 }
/** The peer is ended here: by then it is known that we take less than a tenth. */
const enough = 1.02 / targets.partOfCliff

/**
 * Release notes and bumps beside git, git-cliff and semantic-release.
 * `--sizes 20000,200000,1000000` synthetic histories; `--clone PATH` (repeated) any clone as well.
 */
export async function bench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      sizes: { type: 'string', default: '20000,200000,1000000' },
      clone: { type: 'string', multiple: true, default: [] },
    },
  })
  if (!existsSync(join(root, 'dist', 'main.js'))) throw new Error('Build first: npm run build')
  mkdirSync(cache, { recursive: true })
  const peers = await installPeers(cache).catch((error: unknown) => {
    process.stdout.write(`No peers: ${String(error).slice(0, 300)}\n`)
    return null
  })
  const sizes = values.sizes.split(',').filter(Boolean).map(Number)
  const histories: string[] = []
  for (const size of sizes) histories.push(await syntheticHistory(cache, size))
  process.stdout.write(`\n${machine()}\n`)
  await fullNotes([...histories, ...values.clone.map((path) => resolve(path))], peers)
  await increments(histories, peers)
  if (peers) await compareVersions(peers, opsctl)
}

const ours = (folder: string, ...args: string[]): Run => ({
  file: process.execPath,
  args: [opsctl, 'release', ...args, '-C', folder],
})

/** The same fields as ours, in git's own order, into something that only counts. */
const gitLog = (folder: string): Run => ({
  file: 'bash',
  args: ['-c', 'git "$@" | wc -c', 'bench', '-C', folder, 'log', '-z', '--format=%H %ct %P%n%B'],
})

async function fullNotes(folders: readonly string[], peers: Peers | null): Promise<void> {
  const { timesGitLog, partOfCliff, mebibytes } = targets
  process.stdout.write(
    `\nFull notes: at most ${timesGitLog} of git log, ${partOfCliff} of git-cliff, ${mebibytes} MiB.\n` +
      'Wall time; in brackets processor time, of all processes.\n',
  )
  for (const folder of folders) {
    const rounds = folder.endsWith('000000') ? 1 : 5
    const git: Taken[] = []
    const notes: Taken[] = []
    for (let round = 0; round < rounds; round++) {
      git.push(await take(gitLog(folder)))
      notes.push(await take(ours(folder, 'notes', '--full')))
    }
    const wall = middle(notes, 'milliseconds')
    const cliff = peers && (await take({ ...cliffRun(peers, folder), limit: wall * enough }))
    const memory = Math.max(...notes.map((one) => one.mebibytes))
    const ofGit = wall / middle(git, 'milliseconds')
    const ofCliff = cliff === null ? 0 : wall / cliff.milliseconds
    const good = ofGit <= timesGitLog && memory <= mebibytes && ofCliff <= partOfCliff
    process.stdout.write(
      `\n${folder.slice(folder.lastIndexOf('/') + 1)}: ${good ? 'ok' : 'over'}\n`,
    )
    process.stdout.write(
      table([
        ['  git log', both(git), '', ''],
        ['  opsctl', both(notes), ratios(notes, git), `${memory.toFixed(0)} MiB`],
        ...(cliff ? [['  git-cliff', both([cliff]), ratios(notes, [cliff]), stopped(cliff)]] : []),
      ]),
    )
  }
}

const middle = (runs: readonly Taken[], what: 'milliseconds' | 'processor') =>
  median(runs.map((one) => one[what]))
const both = (runs: readonly Taken[]) =>
  `${seconds(middle(runs, 'milliseconds'))} (${seconds(middle(runs, 'processor'))})`
const stopped = (run: Taken) => (run.stopped ? 'ended at its limit' : '')

function ratios(ours: readonly Taken[], theirs: readonly Taken[]): string {
  const of = (what: 'milliseconds' | 'processor') => middle(ours, what) / middle(theirs, what)
  return `${of('milliseconds').toFixed(3)} (${of('processor').toFixed(3)})`
}

const cliffRun = (peers: Peers, folder: string): Run => ({
  file: peers.gitCliff,
  args: ['--workdir', folder, '--output', '/dev/null'],
})

/** A bump with 1,000 new commits, beside a Node that does nothing. */
async function increments(folders: readonly string[], peers: Peers | null): Promise<void> {
  process.stdout.write(
    `\nA bump with ${unreleased} commits: at most ${targets.timesNode} of an empty Node.\n`,
  )
  for (const folder of folders) {
    const node: Taken[] = []
    const bump: Taken[] = []
    const semantic: Taken[] = []
    for (let round = -2; round < 15; round++) {
      for (const file of ['VERSION', 'CHANGELOG.md']) rmSync(join(folder, file), { force: true })
      const empty = await take({ file: process.execPath, args: ['-e', '0'] })
      const bumped = await take(ours(folder, 'bump'))
      if (round < 0) continue
      node.push(empty)
      bump.push(bumped)
      if (peers === null || round >= 3) continue
      const args = [peers.semanticRelease, folder, `HEAD~${unreleased}..HEAD`, 'notes']
      semantic.push(await take({ file: process.execPath, args }))
    }
    const times = middle(bump, 'milliseconds') / middle(node, 'milliseconds')
    const verdict = times <= targets.timesNode ? 'ok' : 'over'
    process.stdout.write(`\n${folder.slice(folder.lastIndexOf('/') + 1)}: ${verdict}\n`)
    process.stdout.write(
      table([
        ['  node', both(node), ''],
        ['  opsctl', both(bump), ratios(bump, node)],
        ...(semantic.length > 0
          ? [['  semantic-release', both(semantic), ratios(bump, semantic)]]
          : []),
      ]),
    )
  }
}
