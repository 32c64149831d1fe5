import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

/**
 * `npm run bench`: ratios from one run, each beside its peer, runs taken in turn so that a busy
 * machine slows both. User and system time is compared as well as wall time: on a shared machine
 * it is the steadier of the two. A benchmark, never a test.
 */
const root = join(import.meta.dirname, '..')
const rounds = Number(process.env['ROUNDS'] ?? 31)

interface Measured {
  readonly name: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** At most so many times the empty Node. */
  readonly target: number
}

const run = join(root, 'bin', 'run.js')
const cases: readonly Measured[] = [
  { name: 'opsctl --version', args: [run, '--version'], target: 1.1 },
  {
    name: 'to the body of a command without AWS',
    args: [run, 'lock', 'status', '-e', 'dev'],
    env: { OPSCTL_BENCH_BODY: '1' },
    target: 1.5,
  },
]

if (!existsSync(join(root, 'oclif.manifest.json'))) {
  process.stderr.write('Build first: npm run build\n')
  process.exit(2)
}

const empty = { name: 'node -e 0', args: ['-e', '0'], target: 1 }
const all = [empty, ...cases]
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

const median = (name: string) => {
  const values = [...(wall.get(name) ?? [])].sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? 0
}
const base = median(empty.name)
process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, median of ${rounds}\n`,
)
for (const one of all) {
  const ratio = median(one.name) / base
  const verdict = ratio <= one.target ? 'ok' : 'over'
  process.stdout.write(
    `${one.name.padEnd(40)} ${median(one.name).toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)} (at most ${one.target}: ${verdict})\n`,
  )
}
