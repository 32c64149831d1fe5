import { branchRefusal, checkBranch } from '../../domain/git-rules/branch.ts'
import { excerpt, type RuleFinding } from '../../domain/git-rules/finding.ts'
import { checkMessage } from '../../domain/git-rules/message.ts'
import { committedLines } from '../../domain/git-rules/message-lines.ts'
import { isZeros, parseRange, parseUpdates } from '../../domain/git-rules/updates.ts'
import { shortHash } from '../../domain/release/commit.ts'
import { badInput, notARepository } from '../../errors/index.ts'
import { type LogRange, LogReader, log } from '../../tools/git/log.ts'
import { parseTips, publishedTips } from '../../tools/git/published.ts'
import { clone, commitOf, parseClone } from '../../tools/git/refs.ts'
import type { GitContext } from './context.ts'
import { readDraft } from './draft.ts'

/** What is to be judged; nothing named: the branch checked out and its commits that no remote has. */
export interface CheckRequest {
  readonly branch?: string | undefined
  /** `A..B`; zeros as A: what no remote has. */
  readonly range?: string | undefined
  /** Absolute path of a message that is about to be committed. */
  readonly message?: string | undefined
  /** What git gave to its pre-push hook. */
  readonly updates?: string | undefined
}

export interface Checked {
  readonly good: boolean
  /** How much was looked at. */
  readonly branches: number
  readonly commits: number
  readonly messages: number
  /** At most `findingsKept`; `found` counts them all. */
  readonly findings: readonly RuleFinding[]
  readonly found: number
}

/** More than anybody reads; a million bad commits must not fill the memory. */
const findingsKept = 500

/**
 * Judges branches and messages by the rules of docs/git-strategy.md. Changes nothing.
 * @throws OpsctlError BAD_INPUT (exit 2) for what cannot be judged: no branch name, range or message
 */
export async function gitCheck(request: CheckRequest, c: GitContext): Promise<Checked> {
  const sum = { branches: 0, commits: 0, messages: 0, found: 0 }
  const kept: RuleFinding[] = []
  const add = (findings: readonly RuleFinding[]) => {
    sum.found += findings.length
    kept.push(...findings.slice(0, findingsKept - kept.length))
  }
  const { branches, ranges } = await subjects(request, c)
  for (const [field, branch] of branches) {
    const rule = branchRefusal(branch)
    if (rule !== null) {
      throw badInput(
        field,
        `${JSON.stringify(excerpt(branch))} ${rule}; scripts do not survive such a name`,
        'a name such as feat/restore-by-tag',
      )
    }
    sum.branches += 1
    add(checkBranch(branch))
  }
  if (request.message !== undefined) {
    const lines = await readDraft(request.message, c.files)
    sum.messages += 1
    add(checkMessage({ where: 'message', lines, stage: 'draft' }))
  }
  for (const range of ranges) {
    for await (const findings of checkRange(range, c)) {
      sum.commits += 1
      add(findings)
    }
  }
  return { ...sum, good: sum.found === 0, findings: kept }
}

interface Subjects {
  /** With the field that named each. */
  readonly branches: readonly (readonly [string, string])[]
  readonly ranges: readonly LogRange[]
}

async function subjects(request: CheckRequest, c: GitContext): Promise<Subjects> {
  const { branch, range, message, updates } = request
  if (updates !== undefined) return pushed(updates, c)
  if (branch === undefined && range === undefined && message === undefined) return here(c)
  return {
    branches: branch === undefined ? [] : [['--branch', branch]],
    ranges: range === undefined ? [] : [await resolve(range, c)],
  }
}

async function pushed(text: string, c: GitContext): Promise<Subjects> {
  const updates = parseUpdates(text)
  if (updates === null) {
    const rule = 'stdin must hold the lines that git gives to a pre-push hook'
    throw badInput('--pre-push', rule, 'opsctl git hooks install')
  }
  const published = updates.length === 0 ? [] : await tips(c)
  return {
    branches: updates.map(({ branch }) => ['the branch that is pushed', branch]),
    ranges: updates.map(({ to, from }) => ({
      to,
      not: from === null || published.includes(from) ? published : [from, ...published],
    })),
  }
}

async function here(c: GitContext): Promise<Subjects> {
  const found = parseClone((await c.streams.read(clone(c.folder))).stdout)
  if (found === null) throw notARepository(c.folder, '')
  return {
    branches: found.branch === null ? [] : [['the branch checked out', found.branch]],
    ranges: found.head === null ? [] : [{ to: found.head, not: await tips(c) }],
  }
}

async function tips(c: GitContext): Promise<string[]> {
  return parseTips((await c.streams.read(publishedTips(c.folder))).stdout)
}

async function resolve(range: string, c: GitContext): Promise<LogRange> {
  const ends = parseRange(range)
  if (ends === null) {
    throw badInput(
      '--range',
      'is two commits or branches with two dots between',
      'origin/main..HEAD',
    )
  }
  const to = await commit(ends.to, c)
  return { to, not: isZeros(ends.from) ? await tips(c) : [await commit(ends.from, c)] }
}

async function commit(name: string, c: GitContext): Promise<string> {
  const ended = await c.streams.read(commitOf(c.folder, name))
  const hash = ended.stdout.trim()
  if (ended.exitCode === 0 && /^[0-9a-f]{40,64}$/.test(hash)) return hash
  const fix = 'fetch it: git fetch --unshallow; in GitHub Actions: actions/checkout, fetch-depth: 0'
  throw badInput('--range', `there is no commit ${name} in this clone`, fix)
}

async function* checkRange(range: LogRange, c: GitContext): AsyncIterable<RuleFinding[]> {
  const reader = new LogReader()
  for await (const piece of c.streams.pieces(log(c.folder, range))) {
    for (const { hash, parents, message, outside } of reader.take(piece)) {
      if (outside) continue
      yield checkMessage({
        where: `commit ${shortHash(hash)}`,
        lines: committedLines(message),
        stage: parents.length > 1 ? 'merge' : 'single',
      })
    }
  }
}
