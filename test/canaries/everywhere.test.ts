import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLines, type Line, leftOut, sayNothingForeign } from './commands.ts'
import { inBucket, LoudWorld, type Run } from './loud-world.ts'

const root = join(import.meta.dirname, '..', '..')

/** How a command is run: its further words (null: not at all), and its surroundings. */
interface Way {
  readonly more: (line: Line) => readonly string[] | null
  readonly env: Readonly<Record<string, string>>
  /** The state bucket refuses every call. */
  readonly noBucket?: true
}

const debug = { OPSCTL_DEBUG: '1' }
const markdown = (line: Line) => (line.markdown ? ['--markdown', 'comment.md'] : [])
/** In GitHub Actions, failing late, with the stack: most of what a command can say. */
const usual: Way = {
  more: markdown,
  env: { GITHUB_ACTIONS: 'true', CI: 'true', LOUD: 'late', ...debug },
}
/** WAYS=all: with these there are more than a thousand captures. */
const further: readonly Way[] = [
  { more: () => ['--json'], env: {} },
  { more: (line) => ['--verbose', ...markdown(line)], env: {} },
  { more: () => ['--verbose'], env: { LOUD: 'early', ...debug } },
  { more: () => [], env: { GITHUB_ACTIONS: 'true', ...debug }, noBucket: true },
  { more: () => ['--json'], env: { LOUD: 'crash', ...debug } },
  { more: () => [], env: { LOUD: 'junk', FORCE_COLOR: '1', ...debug } },
  { more: (line) => (line.dryRun ? ['--dry-run', '--verbose'] : null), env: {} },
]
const all = process.env['WAYS'] === 'all'
const ways = all ? [usual, ...further] : [usual]

describe('canary secrets', function () {
  this.timeout(ways.length * 600_000)
  const runs: Run[] = []
  const worlds: LoudWorld[] = []

  before(async function () {
    if (!existsSync(join(root, 'dist', 'main.js'))) this.skip()
    const waiting = [...ways]
    const worker = async () => {
      for (let way = waiting.shift(); way !== undefined; way = waiting.shift()) await walk(way)
    }
    await Promise.all([worker(), worker()])
  })
  after(() => {
    for (const world of worlds) world.close()
  })

  /** All commands one after the other, in a project of their own. */
  async function walk({ more, env, noBucket }: Way): Promise<void> {
    const world = new LoudWorld()
    worlds.push(world)
    await world.open()
    world.aws.s3Works = noBucket !== true
    const given = { ...env, GITHUB_STEP_SUMMARY: world.put('project/summary.md', '') }
    const local = readFileSync(join(world.folder, 'project/opsctl.yaml'), 'utf8')
    for (const line of commandLines) {
      const extra = more(line)
      if (extra === null) continue
      world.put('project/opsctl.yaml', / cloud/.test(line.words) ? inBucket : local)
      const words = line.words.replace('LAST', newest(world)).split(' ')
      runs.push(await world.run([...words, ...extra], given))
      world.keepFiles(line.words)
    }
  }

  it('appear in no output and in no file, in no form', () => {
    assert.deepEqual(worlds.flatMap((world) => world.leaks()).slice(0, 5), [])
    const captured = worlds.flatMap((world) => world.captured)
    assert.ok(captured.length >= (all ? 1000 : 150), `${captured.length} captures`)
    process.stdout.write(`      ${captured.length} captures of ${runs.length} runs\n`)
  })

  it('came up in every command that says what others said', function () {
    if (!all) this.skip()
    const hidden = (words: string) =>
      runs.some(({ args, stdout, stderr }) => {
        return `${args.join(' ')} `.startsWith(`${words} `) && (stdout + stderr).includes('***')
      })
    const silent = commandNames().filter((name) => !hidden(name))
    assert.deepEqual(silent, sayNothingForeign)
  })

  it('are looked for in every command', () => {
    const known = readFileSync(join(root, 'test/contract/commands.txt'), 'utf8')
    const named = [...known.matchAll(/^[a-z][a-z ]*[a-z]/gm)].map(([name]) => name)
    assert.deepEqual(commandNames(), named.filter((name) => !leftOut.includes(name)).sort())
  })
})

/** The commands of the table: the words before the first that is an argument or a flag. */
function commandNames(): readonly string[] {
  const known = readFileSync(join(root, 'test/contract/commands.txt'), 'utf8')
  const names = [...known.matchAll(/^[a-z][a-z ]*[a-z]/gm)].map(([name]) => name)
  const of = ({ words }: Line) =>
    names
      .filter((name) => `${words} `.startsWith(`${name} `))
      .sort((a, b) => b.length - a.length)[0]
  return [...new Set(commandLines.map(of))].filter((name) => name !== undefined).sort()
}

/** The newest operation's ID. */
function newest(world: LoudWorld): string {
  const folder = join(world.folder, 'project/.opsctl/operations')
  return (existsSync(folder) && readdirSync(folder).sort().at(-1)) || 'none'
}
