import { fork } from 'node:child_process'
import { pageXml, snapshotServer, snapshotXml } from '../../test/doubles/snapshot-server.ts'
import { bundled } from './bundled.ts'
import type { Measured } from './list-snapshots.ts'

/**
 * Listing 100,000 snapshots and planning a prune of them, beside the SDK's own paginator that only
 * lists: one process each (`list-snapshots.ts`), taken in turn, the pages served from memory by a third.
 * Both run bundled, as opsctl is published: what a process needs is not what the whole SDK takes to load.
 * `npm run bench -- snapshots`
 */
const count = 100_000
const perPage = 1000
const rounds = Number(process.env['ROUNDS'] ?? 5)

if (process.argv[2] === 'serve') await serve()

async function serve(): Promise<void> {
  const pages: string[] = []
  for (let page = 0; page < count / perPage; page++) {
    const items = Array.from({ length: perPage }, (_, n) => snapshotXml(page * perPage + n))
    pages.push(pageXml(items.join(''), page + 1 < count / perPage ? page + 1 : null))
  }
  const { access } = await snapshotServer((page) => pages[page] ?? '')
  process.send?.(access.endpoint)
}

/** Lists and plans beside the SDK's paginator, and tells time and memory. */
export async function bench(): Promise<void> {
  const measured = await bundled('list-snapshots.ts')
  try {
    await compare(measured.path)
  } finally {
    measured.remove()
  }
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
