import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lacking, World } from '../../test/real-terraform/world.ts'
import { machine, median, seconds, table, take } from './measure.ts'
import { writePlan } from './synthetic-plan.ts'
import { hasTerragrunt, terragruntUnits } from './terragrunt.ts'

const rounds = Number(process.env['ROUNDS'] ?? 5)
const opsctl = join(import.meta.dirname, '..', '..', 'bin', 'run.js')

/** `npm run bench -- infra [summary|plan|many]`: opsctl's own cost beside raw Terraform and JSON.parse. */
export async function bench(words: readonly string[]): Promise<void> {
  process.stdout.write(`${machine()}, median of ${rounds}\n`)
  const wanted = words.length > 0 ? words : ['summary', 'plan', 'many']
  if (wanted.includes('summary')) await summaries()
  const lack = lacking()
  if (lack !== null) process.stdout.write(`left out: ${lack}\n`)
  else {
    if (wanted.includes('plan')) await plans()
    if (wanted.includes('many')) await many()
  }
}

/** A plan of 300 MB beside JSON.parse, and one of 1 GB, which JSON.parse cannot take. */
async function summaries(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-bench-'))
  try {
    const file = join(folder, 'plan.json')
    const rows = [['plan as JSON', 'size', 'time', 'memory', 'time ratio', 'memory ratio']]
    await writePlan(file, 300)
    const ways = ['nothing', 'parse', 'parse-and-summarise', 'stream']
    const found = new Map(ways.map((way) => [way, [] as Read[]]))
    for (let round = 0; round < rounds; round++) {
      for (const way of ways) found.get(way)?.push(await read(way, file))
    }
    const of = (way: string, what: 'milliseconds' | 'mebibytes') =>
      median((found.get(way) ?? []).map((one) => one[what]))
    for (const way of ways) {
      const [time, memory] = [of(way, 'milliseconds'), of(way, 'mebibytes')]
      const ratio = (value: number, base: number) =>
        way === 'nothing' ? '' : (value / base).toFixed(2)
      rows.push([
        way,
        megabytes(file),
        seconds(time),
        `${memory.toFixed(0)} MiB`,
        ratio(time, of('parse', 'milliseconds')),
        ratio(memory, of('parse', 'mebibytes')),
      ])
    }
    await writePlan(file, 1000)
    const large = await read('stream', file)
    rows.push([
      'stream',
      megabytes(file),
      seconds(large.milliseconds),
      `${large.mebibytes.toFixed(0)} MiB`,
      '',
      '',
    ])
    process.stdout.write(`\n${table(rows)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Read {
  readonly milliseconds: number
  readonly mebibytes: number
}

async function read(way: string, file: string): Promise<Read> {
  const script = join(import.meta.dirname, 'read-plan.ts')
  const args = ['--max-old-space-size=6000', script, way, file]
  return JSON.parse((await take({ file: process.execPath, args }, true)).stdout) as Read
}

function megabytes(file: string): string {
  return `${(statSync(file).size / 1e6).toFixed(0)} MB`
}

/** `infra plan` beside `terraform plan`, and beside what gives the same: plan, then show -json. */
async function plans(): Promise<void> {
  for (const count of [1, 2000]) {
    const world = new World()
    await world.open()
    try {
      world.stack(
        `resource "terraform_data" "a" {\n  count = ${count}\n  input = "v\${count.index}"\n}`,
      )
      await compare(world, `${count} to create`)
      await world.run(['infra', 'up', '-e', 'dev', '--yes'])
      await compare(world, `${count} unchanged`)
    } finally {
      world.close()
    }
  }
}

async function compare(world: World, name: string): Promise<void> {
  await world.run(['infra', 'plan', '-e', 'dev'])
  const env = { ...world.env(), TF_DATA_DIR: join(world.folder, '.opsctl/terraform/dev') }
  const cwd = join(world.folder, 'infra')
  const script = 'terraform plan -input=false -out=../raw.tfplan'
  const shell = (words: string) => ({ file: 'sh', args: ['-c', words], cwd, env })
  const raw = shell(script)
  const both = shell(`${script} && terraform show -json ../raw.tfplan > ../raw.json`)
  const own = {
    file: process.execPath,
    args: [opsctl, 'infra', 'plan', '-e', 'dev'],
    cwd: world.folder,
    env: world.env(),
  }
  const times: [number[], number[], number[]] = [[], [], []]
  for (let round = -1; round < rounds; round++) {
    for (const [at, run] of [raw, both, own].entries()) {
      const { milliseconds } = await take(run)
      if (round >= 0) times[at]?.push(milliseconds)
    }
  }
  const [a, b, c] = times.map(median) as [number, number, number]
  const over = (base: number) =>
    `${(c - base).toFixed(0)} ms (${((c / base - 1) * 100).toFixed(0)} %)`
  const ms = (value: number) => `${value.toFixed(0)} ms`
  process.stdout.write(
    `\n${table([
      ['infra plan', 'terraform plan', 'with show -json', 'opsctl', 'over plan', 'over both'],
      [name, ms(a), ms(b), ms(c), over(a), over(b)],
    ])}`,
  )
}

/** Fifty small environments side by side, two at a time, beside xargs -P2, and terragrunt where it is. */
async function many(): Promise<void> {
  const world = new World()
  await world.open()
  try {
    const names = Array.from({ length: 50 }, (_, n) => `e${n}`)
    world.put(
      'opsctl.yaml',
      world.config(names.map((name) => `${name}: { account: "111111111111" }`).join(', ')),
    )
    for (const name of names) world.variables(name, '')
    const own = {
      file: process.execPath,
      args: [opsctl, 'infra', 'plan', '-e', names.join(',')],
      cwd: world.folder,
      env: world.env(),
    }
    await take(own)
    for (const name of names) await world.run(['infra', 'up', '-e', name, '--yes'])
    const each = `TF_DATA_DIR=${world.folder}/.opsctl/terraform/{} terraform plan -input=false -out=../{}.tfplan`
    const raw = {
      file: 'sh',
      args: ['-c', `printf '%s\\n' ${names.join(' ')} | xargs -P2 -I{} sh -c '${each}'`],
      cwd: join(world.folder, 'infra'),
      env: world.env(),
    }
    const ways = { 'xargs -P2 terraform plan': raw, opsctl: own }
    const peer = hasTerragrunt() ? { terragrunt: await terragruntUnits(world, names) } : {}
    const times = new Map<string, number[]>()
    for (let round = 0; round < rounds; round++) {
      for (const [name, run] of Object.entries({ ...ways, ...peer })) {
        times.set(name, [...(times.get(name) ?? []), (await take(run)).milliseconds])
      }
    }
    const base = median(times.get('xargs -P2 terraform plan') ?? [])
    const rows = [...times].map(([name, all]) => {
      return [name, seconds(median(all)), (median(all) / base).toFixed(2)]
    })
    const head = ['50 environments, two at a time', 'time', 'ratio (opsctl: at most 1.1)']
    process.stdout.write(`\n${table([head, ...rows])}`)
  } finally {
    world.close()
  }
}
