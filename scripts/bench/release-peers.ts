import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { take } from './measure.ts'

/** What opsctl is measured beside; installed here on demand, never a dependency of ours. */
const packages = [
  'git-cliff@2.14.2',
  'semantic-release@25.0.9',
  'conventional-changelog-conventionalcommits@9.1.0',
]

export interface Peers {
  /** The native binary that the npm package carries. */
  readonly gitCliff: string
  /** A script of ours that drives semantic-release's own analyser and notes generator. */
  readonly semanticRelease: string
}

/** Installs the peers into a folder, once. @throws when the registry cannot be reached */
export async function installPeers(folder: string): Promise<Peers> {
  const place = join(folder, 'peers')
  const done = join(place, 'installed')
  const wanted = packages.join('\n')
  mkdirSync(place, { recursive: true })
  if (!existsSync(`${done}-${packages.length}`)) {
    const words = ['install', '--prefix', place, '--no-save', '--ignore-scripts', '--no-audit']
    await take({ file: 'npm', args: [...words, '--no-fund', '--', ...packages] })
    writeFileSync(`${done}-${packages.length}`, wanted)
  }
  const native = `git-cliff-${process.platform}-${process.arch}`
  writeFileSync(join(place, 'semantic.mjs'), semantic)
  return {
    gitCliff: join(place, 'node_modules', native, 'bin', 'git-cliff'),
    semanticRelease: join(place, 'semantic.mjs'),
  }
}

/**
 * Analyses the commits of a range as semantic-release does (all of it in memory) and prints the
 * step; with a fourth word the notes as well. It stands beside the packages, so that they are found.
 */
const semantic = `
import { execFileSync } from 'node:child_process'
import { analyzeCommits } from '@semantic-release/commit-analyzer'
import { generateNotes } from '@semantic-release/release-notes-generator'

const [folder, range, notes] = process.argv.slice(2)
const words = ['-C', folder, 'log', '-z', '--format=%H%n%cI%n%B', '--end-of-options', range, '--']
const output = execFileSync('git', words, { encoding: 'utf8', maxBuffer: 2 ** 30 })
const commits = output.split('\\0').filter(Boolean).map((record) => {
  const [hash, date, ...message] = record.split('\\n')
  return { hash, message: message.join('\\n').trim(), committerDate: new Date(date), gitTags: '' }
})
const logger = { log: () => {} }
const config = { preset: 'conventionalcommits' }
const context = { commits, logger, cwd: process.cwd(), env: {} }
process.stdout.write(String((await analyzeCommits(config, context)) ?? 'none') + '\\n')
if (notes) {
  const release = (version) => ({ version, gitTag: 'v' + version, gitHead: 'HEAD' })
  const options = { repositoryUrl: 'https://github.com/acme/shop' }
  const all = { ...context, options, lastRelease: release('1.0.0'), nextRelease: release('1.1.0') }
  process.stdout.write(String((await generateNotes(config, all)).length) + '\\n')
}
`
