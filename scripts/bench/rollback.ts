import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Release } from '../../src/domain/deployment/release.ts'
import type { Colour } from '../../src/domain/traffic/colour.ts'
import { TinyTraffic } from '../../test/doubles/tiny-traffic.ts'
import { bundled } from './bundled.ts'
import { machine, median } from './measure.ts'

const root = join(import.meta.dirname, '..', '..')
const opsctl = join(root, 'bin', 'run.js')
const rounds = Number(process.env['ROUNDS'] ?? 21)
/** What Node compiled, as after the first command on a machine. */
const cache = join(tmpdir(), `opsctl-bench-cache-${process.pid}`)
const image = (n: number) => `r/shop@sha256:${String(n).repeat(64)}`

/**
 * `npm run bench -- rollback`: from `opsctl rollback` to the first moved weight, where the old hosts
 * stand, beside an empty Node and beside a script that makes the same calls by the same SDK and does
 * nothing else. The AWS answers at once and is on this machine, so no network flatters the ratio.
 */
export async function bench(): Promise<void> {
  if (!existsSync(join(root, 'oclif.manifest.json'))) {
    process.stderr.write('Build first: npm run build\n')
    process.exit(2)
  }
  const aws = new TinyTraffic()
  const endpoint = await aws.open()
  const calls = await bundled('rollback-calls.ts')
  const taken = { empty: [] as number[], calls: [] as number[], opsctl: [] as number[] }
  for (let round = -2; round < rounds; round++) {
    const one = {
      empty: await empty(),
      calls: await untilMoved(aws, endpoint, [calls.path, JSON.stringify(aws.stack)]),
      opsctl: await untilMoved(aws, endpoint, [opsctl, 'rollback', '-e', 'dev']),
    }
    // The first two fill the caches.
    if (round < 0) continue
    for (const key of ['empty', 'calls', 'opsctl'] as const) taken[key].push(one[key])
  }
  aws.close()
  calls.remove()
  rmSync(cache, { recursive: true })
  const [node, peer, ours] = [median(taken.empty), median(taken.calls), median(taken.opsctl)]
  const own = peer - node
  const ratio = (ours - own) / node
  const verdict = ratio <= 2 ? 'ok' : 'over'
  say(`${machine()}, median of ${rounds}`)
  say(`an empty Node                                   ${node.toFixed(1)} ms`)
  say(`the same calls by a script, its Node apart      ${own.toFixed(1)} ms`)
  say(`opsctl rollback until the first weight moves    ${ours.toFixed(1)} ms`)
  say(`without the calls, of an empty Node             ${ratio.toFixed(2)} (at most 2: ${verdict})`)
}

/** Milliseconds. */
async function empty(): Promise<number> {
  const began = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'close')
  return performance.now() - began
}

/**
 * Milliseconds from the start of a process until it tells the listener. It then goes on to its end, as
 * Node keeps what it compiled only then.
 */
async function untilMoved(
  aws: TinyTraffic,
  endpoint: string,
  args: readonly string[],
): Promise<number> {
  const folder = project(aws)
  const moved = new Promise<number>((resolve) => {
    aws.onMove = () => resolve(performance.now())
  })
  const env = {
    ...process.env,
    XDG_CACHE_HOME: cache,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'eu-west-3',
  }
  const began = performance.now()
  const child = spawn(process.execPath, [...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const failed = failure(child)
  failed.catch(() => undefined)
  const at = await Promise.race([moved, failed])
  if (child.exitCode === null) await once(child, 'close')
  rmSync(folder, { recursive: true })
  return at - began
}

async function failure(child: ChildProcess): Promise<never> {
  let words = ''
  child.stderr?.on('data', (part: Buffer) => {
    words += part.toString()
  })
  await once(child, 'exit')
  throw new Error(`no weight was moved: ${words}`)
}

/** A project whose last deployment went from blue to green and kept blue; nothing else in its bucket. */
function project(aws: TinyTraffic): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-bench-'))
  for (const name of ['terraform', 'ansible', '.git/refs/heads']) {
    mkdirSync(join(folder, name), { recursive: true })
  }
  writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n')
  writeFileSync(join(folder, '.git', 'refs', 'heads', 'main'), `${'a'.repeat(40)}\n`)
  writeFileSync(
    join(folder, 'opsctl.yaml'),
    'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n' +
      'terraform: { state: { bucket: shop-tfstate } }\n',
  )
  writeFileSync(join(folder, 'ansible', 'ansible.cfg'), '[defaults]\n')
  aws.objects.clear()
  aws.weights = { blue: 0, green: 100 }
  Object.assign(aws.sizes, { blue: 2, green: 2 })
  const id = '20261124t020000z-00000001'
  const entry = {
    ...{ schema: 1, id, kind: 'deploy', environment: 'dev', effect: 'change', actor: 'ada' },
    ...{ host: 'desk', version: '0.2.0', commit: null, started: '2026-11-24T02:00:00.000Z' },
    ...{ ended: '2026-11-24T02:05:00.000Z', outcome: 'done', fence: 1, attempts: [], steps: [] },
    facts: { before: release(aws, 'blue', 1), deployment: release(aws, 'green', 2) },
    input: { stack: aws.stack },
  }
  const key = `/shop-tfstate/shop/dev/opsctl/ledger/dev/${id}.json`
  aws.objects.set(key, { body: Buffer.from(JSON.stringify(entry)), etag: '"e"' })
  return folder
}

function release(aws: TinyTraffic, colour: Colour, n: number): Release {
  return {
    ...{ colour, image: image(n), version: `${n}`, configuration: 'c', migrations: [] },
    hosts: aws.hosts(colour),
    targetGroup: aws.stack.targetGroups[colour],
    launchTemplate: { id: 'lt-1', version: '1' },
    capacity: { min: 2, desired: 2 },
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
