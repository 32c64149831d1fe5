import { fork } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EC2Client, paginateDescribeSnapshots } from '@aws-sdk/client-ec2'
import { awsSnapshotReader } from '../../src/adapters/aws-snapshots.ts'
import { planPrune } from '../../src/domain/retention/prune.ts'
import type { Snapshot } from '../../src/domain/snapshot/snapshot.ts'
import { pageXml, snapshotServer, snapshotXml } from '../../test/doubles/snapshot-server.ts'
import { commonJsPrelude } from '../build/common-js.ts'

/**
 * Listing 100,000 snapshots and planning a prune of them, beside the SDK's own paginator that only
 * lists: one process each, taken in turn, the pages served from memory by a third. Both run bundled, as
 * opsctl is published: what a process needs is not what the whole SDK takes to load.
 * `npm run bench -- snapshots`
 */
const count = 100_000
const perPage = 1000
const rounds = Number(process.env['ROUNDS'] ?? 5)
const role = process.argv[2]

if (role === 'serve') await serve()
if (role === 'ours' || role === 'sdk') await measure(role, process.argv[3] ?? '')

async function serve(): Promise<void> {
  const pages: string[] = []
  for (let page = 0; page < count / perPage; page++) {
    const items = Array.from({ length: perPage }, (_, n) => snapshotXml(page * perPage + n))
    pages.push(pageXml(items.join(''), page + 1 < count / perPage ? page + 1 : null))
  }
  const { access } = await snapshotServer((page) => pages[page] ?? '')
  process.send?.(access.endpoint)
}

async function measure(who: string, endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
  const access = { region: 'eu-west-3', endpoint, credentials }
  // The SDK is loaded before the clock starts, for both.
  const client = new EC2Client(access)
  const began = performance.now()
  const { user, system } = process.cpuUsage()
  const found = who === 'ours' ? await ours(access) : await sdk(client)
  const used = process.cpuUsage()
  process.send?.({
    found,
    wall: performance.now() - began,
    cpu: (used.user - user + used.system - system) / 1000,
    rss: process.resourceUsage().maxRSS / 1024,
  })
  process.disconnect()
}

async function ours(access: Parameters<typeof awsSnapshotReader>[0]): Promise<number> {
  const snapshots: Snapshot[] = []
  const realm = { project: 'shop', environment: 'prod', account: '111111111111' }
  const tags = { Project: 'shop', Environment: 'prod' }
  for await (const page of awsSnapshotReader(access).pages({ tags })) snapshots.push(...page)
  const policy = { last: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0, tags: [] }
  const facts = { needed: new Map<string, readonly string[]>(), unread: [] }
  return planPrune({ snapshots, policy, realm, facts, cap: 100 }).length
}

async function sdk(client: EC2Client): Promise<number> {
  let found = 0
  const pages = paginateDescribeSnapshots({ client, pageSize: perPage }, { OwnerIds: ['self'] })
  for await (const page of pages) found += page.Snapshots?.length ?? 0
  return found
}

interface Measured {
  readonly found: number
  readonly wall: number
  readonly cpu: number
  readonly rss: number
}

/** Lists and plans beside the SDK's paginator, and tells time and memory. */
export async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-bench-'))
  try {
    await compare(await bundled(folder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** This file, built with the settings of scripts/build.ts. */
async function bundled(folder: string): Promise<string> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    absWorkingDir: join(import.meta.dirname, '..', '..'),
    entryPoints: { measured: import.meta.filename },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['esbuild'],
    write: false,
  })
  for (const { path, text } of outputFiles) await writeFile(path, commonJsPrelude(text) + text)
  return join(folder, 'measured.mjs')
}

async function compare(measured: string): Promise<void> {
  const server = fork(import.meta.filename, ['serve'])
  const endpoint = await new Promise<string>((resolve) => server.once('message', resolve))
  const results: Record<'ours' | 'sdk', Measured[]> = { ours: [], sdk: [] }
  for (let round = 0; round < rounds; round++) {
    for (const who of ['sdk', 'ours'] as const)
      results[who].push(await run(measured, who, endpoint))
  }
  server.kill()
  const median = (who: 'ours' | 'sdk', what: keyof Measured) =>
    results[who].map((one) => one[what]).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
  for (const who of ['sdk', 'ours'] as const) {
    const name = who === 'sdk' ? "SDK's paginator, list only" : 'opsctl, list and plan a prune'
    const figures = `${median(who, 'wall').toFixed(0)} ms, CPU ${median(who, 'cpu').toFixed(0)} ms`
    say(
      `${name.padEnd(32)} ${figures}, ${median(who, 'rss').toFixed(0)} MB, ${median(who, 'found')} snapshots`,
    )
  }
  const ratio = median('ours', 'wall') / median('sdk', 'wall')
  const cpu = median('ours', 'cpu') / median('sdk', 'cpu')
  const memory = median('ours', 'rss')
  say(
    `time ${ratio.toFixed(2)}, CPU ${cpu.toFixed(2)} (at most 0.35: ${ratio <= 0.35 ? 'ok' : 'over'})`,
  )
  say(`memory ${memory.toFixed(0)} MB (at most 150: ${memory <= 150 ? 'ok' : 'over'})`)
}

function run(measured: string, who: string, endpoint: string): Promise<Measured> {
  const child = fork(measured, [who, endpoint])
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Measured))
    child.once('exit', (code) => code !== 0 && reject(new Error(`${who} ended with ${code}`)))
  })
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
