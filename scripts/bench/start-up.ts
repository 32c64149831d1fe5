import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bundled } from './bundled.ts'
import { machine, median } from './measure.ts'

const root = join(import.meta.dirname, '..', '..')
const rounds = Number(process.env['ROUNDS'] ?? 31)

interface Measured {
  readonly name: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** At most so many times the empty Node; null where it stands for comparison. */
  readonly target: number | null
}

const run = join(root, 'bin', 'run.js')
const needed = "require('node:crypto'); require('node:https')"
const cases: readonly Measured[] = [
  { name: 'opsctl --version', args: [run, '--version'], target: 1.1 },
  {
    name: 'to the body of a command without AWS',
    args: [run, 'lock', 'status', '-e', 'dev'],
    env: { OPSCTL_BENCH_BODY: '1' },
    target: 1.5,
  },
]

/** How long it takes until a command does its own work, beside an empty Node. */
export async function bench(): Promise<void> {
  if (!existsSync(join(root, 'oclif.manifest.json'))) {
    process.stderr.write('Build first: npm run build\n')
    process.exit(2)
  }
  const empty = { name: 'node -e 0', args: ['-e', '0'], target: null }
  // What any call that is signed and sent by HTTPS takes from Node itself: no client can be below it.
  const floor = { name: 'node with crypto and https', args: ['-e', needed], target: null }
  const client = await bundled('aws-client.ts')
  const cache = join(dirname(client.path), 'compiled')
  const clients = ['sts', 's3', 'load balancing', 'ec2'].map((which) => ({
    name: `an AWS client (${which}) ready`,
    args: [client.path, which, cache],
    target: 1.7,
  }))
  const all = [empty, ...cases, floor, ...clients]
  const wall = new Map<string, number[]>(all.map((one) => [one.name, []]))
  for (let round = -2; round < rounds; round++) {
    for (const one of all) {
      const began = performance.now()
      const env = { ...process.env, ...('env' in one ? one.env : {}) }
      spawnSync(process.execPath, [...one.args], { env, cwd: root, stdio: 'ignore' })
      // The first two rounds fill the caches.
      if (round >= 0) wall.get(one.name)?.push(performance.now() - began)
    }
  }
  client.remove()
  const of = (name: string) => median(wall.get(name) ?? [])
  process.stdout.write(`${machine()}, median of ${rounds}\n`)
  for (const one of all) {
    const ratio = of(one.name) / of(empty.name)
    const time = `${of(one.name).toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)}`
    process.stdout.write(`${one.name.padEnd(40)} ${time}${verdict(ratio, one.target)}\n`)
  }
}

function verdict(ratio: number, target: number | null): string {
  return target === null ? '' : ` (at most ${target}: ${ratio <= target ? 'ok' : 'over'})`
}
