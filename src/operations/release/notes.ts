import { notesTitle } from '../../domain/release/release-notes.ts'
import { versionText } from '../../domain/release/version.ts'
import { badInput } from '../../errors/index.ts'
import { commitOf } from '../../tools/git/refs.ts'
import type { ReleaseContext } from './context.ts'
import { gather } from './gather.ts'
import { basesOf, openRepository, type Repository } from './history.ts'
import { releasePlan } from './plan.ts'

/** A range of commits by names of a person's choosing. */
export interface NotesRange {
  /** Null: the highest release that `to` contains, other than itself. */
  readonly from: string | null
  /** Null: what is checked out. */
  readonly to: string | null
}

/**
 * The notes of what is not released yet, as the next bump would write them.
 * @throws as `releasePlan`
 */
export async function unreleasedNotes(c: ReleaseContext): Promise<string> {
  const plan = await releasePlan(c)
  if (plan.next !== null) return plan.next.notes.title + plan.next.notes.body
  return plan.commits === 0 ? 'Nothing is unreleased.\n' : 'Nothing that its users would notice.\n'
}

/**
 * The notes of a range.
 * @throws OpsctlError BAD_INPUT for a name that leads to no commit, SHALLOW_CLONE
 */
export async function rangeNotes(c: ReleaseContext, range: NotesRange): Promise<string> {
  const names = { from: range.from, to: range.to ?? 'HEAD' }
  if (names.from !== null) checkName('--from', names.from)
  checkName('--to', names.to)
  const repository = await openRepository(c)
  const to = await hashOf(c, '--to', names.to)
  const version = repository.tagged.find((one) => one.commit === to)
  const base =
    names.from === null
      ? await baseBelow(c, repository, to)
      : await baseNamed(c, repository, names.from)
  const { notes } = await gather(c, repository, to, base?.commit ?? null)
  const title = notesTitle(
    {
      version: version ? versionText(version.version) : null,
      time: notes.time,
      from: base?.name ?? null,
      to: version?.tag ?? to,
    },
    repository.links,
  )
  return title + Buffer.concat([...notes.body()]).toString('utf8')
}

/**
 * Refused before git sees it: a name that git could take for an option, that no ref can have, or that a
 * script would run or split.
 */
function checkName(field: string, name: string): void {
  const bad =
    name === '' || name.startsWith('-') || /[\x00-\x20\x7f:?*[\\"'`$;&|<>()]|\.\.|@\{/.test(name)
  if (!bad) return
  const shown = JSON.stringify(name.slice(0, 60))
  const fix = 'a tag, a branch or a commit: opsctl release notes --from v1.2.0 --to HEAD'
  throw badInput(field, `${shown} is no name of a commit, a branch or a tag that can be taken`, fix)
}

async function hashOf(c: ReleaseContext, field: string, name: string): Promise<string> {
  const ended = await c.streams.read(commitOf(c.folder, name))
  if (ended.exitCode === 0) return ended.stdout.trim()
  const fix = 'see what there is: git tag --list; in a clone without them: git fetch --tags'
  throw badInput(field, `${JSON.stringify(name)} leads to no commit here`, fix)
}

/** In a comparison a release's tag stays a tag; other names lead elsewhere at the remote, or later on. */
async function baseNamed(c: ReleaseContext, repository: Repository, name: string) {
  const commit = await hashOf(c, '--from', name)
  const released = repository.tagged.some((one) => one.tag === name && one.commit === commit)
  return { name: released ? name : commit, commit }
}

async function baseBelow(c: ReleaseContext, repository: Repository, to: string) {
  const bases = await basesOf(c, {
    ...repository,
    tagged: repository.tagged.filter((one) => one.commit !== to),
    head: to,
  })
  return (
    bases.stable && { name: bases.stable.tag ?? bases.stable.commit, commit: bases.stable.commit }
  )
}
