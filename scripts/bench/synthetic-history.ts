import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** So many commits come after the last tag, however long the history is. */
export const unreleased = 1000
const betweenTags = 5000
const words = 'the a new old better parser cache server path of for with order less more'.split(' ')
const types = ['feat', 'fix', 'fix', 'chore', 'docs', 'refactor', 'test', 'perf', 'ci', 'build']

/**
 * A repository with a history of this length, made by `git fast-import` from a seed: the same hashes
 * on every machine. One commit in ten is a merge, one in a hundred a break, one in two hundred takes
 * back the one before. Made once and kept.
 */
export async function syntheticHistory(folder: string, commits: number): Promise<string> {
  const place = join(folder, `history-${commits}`)
  if (existsSync(join(place, 'made'))) return place
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  await git(place, ['init', '-q', '-b', 'main'])
  const load = spawn('git', ['fast-import', '--quiet'], {
    cwd: place,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  for (const text of stream(commits)) {
    if (!load.stdin.write(text)) await once(load.stdin, 'drain')
  }
  load.stdin.end()
  const [code] = await once(load, 'close')
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
  writeFileSync(join(place, 'made'), '')
  return place
}

async function git(cwd: string, args: readonly string[]): Promise<void> {
  const [code] = await once(
    spawn('git', [...args], { cwd, stdio: ['ignore', 'inherit', 'inherit'] }),
    'close',
  )
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}`)
}

function* stream(commits: number): Iterable<string> {
  let seed = 20_261_124
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (seed >> 8) % below
  }
  const some = (list: readonly string[], count: number) =>
    Array.from({ length: count }, () => list[random(list.length)]).join(' ')
  const commit = (mark: number, from: readonly number[], message: string) =>
    [
      'commit refs/heads/main',
      `mark :${mark}`,
      `committer Ada <ada@example.org> ${1_400_000_000 + mark * 60} +0000`,
      `data ${message.length}`,
      message,
      ...from.map((parent, at) => `${at === 0 ? 'from' : 'merge'} :${parent}`),
      '',
    ].join('\n')
  let subject = ''
  for (let mark = 1; mark <= commits; mark++) {
    // Two of ten stand on a branch of their own, which the third merges.
    const place = mark < 20 ? 0 : mark % 10
    const from =
      mark === 1 ? [] : place === 5 ? [mark - 3] : place === 6 ? [mark - 2, mark - 1] : [mark - 1]
    const type = types[random(types.length)] ?? 'fix'
    const taken = subject
    subject = `${type}(${some(words, 1)}): ${some(words, 4 + random(5))} ${mark}`
    const kind = random(200)
    const message =
      place === 6
        ? `Merge branch 'topic-${mark}'\n`
        : kind === 0 && taken !== ''
          ? `Revert "${taken}"\n\nReverts acme/shop#${mark}\n`
          : kind < 3
            ? `${subject}\n\n${some(words, 20)}\n\nBREAKING CHANGE: ${some(words, 12)}\n`
            : `${subject}\n\n${some(words, 10 + random(40))}\n\nRefs: #${mark}\n`
    yield commit(mark, from, message)
    const last = mark === commits - unreleased
    if (last || (mark % betweenTags === 0 && mark < commits - unreleased)) {
      yield `reset refs/tags/v1.${Math.ceil(mark / betweenTags)}.0\nfrom :${mark}\n\n`
    }
  }
}
