import { dryRunFiles, shellLine } from '../../adapters/dry-run.ts'
import type { Running } from '../../engine/index.ts'
import { OpsctlError } from '../../errors/index.ts'
import type {
  PublishContext,
  Publishing,
  PublishStep,
} from '../../operations/release/publish/context.ts'
import type { Exec } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import type { GithubRelease } from '../../ports/github-releases.ts'
import type { Progress } from '../../ports/progress.ts'
import type { Streams } from '../../ports/streams.ts'

/** Stands for the commit that would be made. */
const commitToBe = 'RELEASE-COMMIT'
/** A file of it, as tools/git/refs.ts asks for one. */
const committed = new RegExp(`^${commitToBe}:\\./(.+)$`)

/**
 * The world of a dry run: what would be changed is told. What cannot be asked (no remote, no token)
 * is told once by `decide`, and taken for empty here.
 * @param ownFolder where opsctl keeps what is nobody's business, such as notes on an operation
 */
export function dryPublishContext(
  real: PublishContext,
  progress: Progress,
  ownFolder: string,
): PublishContext {
  const note = (line: string) => progress.note(line)
  const would = async (what: string) => note(`would ${what}`)
  const { github, registry, remote } = real
  return {
    ...real,
    release: unwritten(real.release, note, ownFolder),
    git: {
      run: async (command) => {
        note(`would run: ${shellLine(command)}`)
        return ''
      },
    },
    github: {
      find: github.find,
      createDraft: async ({ tag, notes, prerelease }) => {
        await would(`make the GitHub release ${tag}${prerelease ? ' (a pre-release)' : ''} with:`)
        for (const line of notes.trim().split('\n')) note(`  ${line}`.trimEnd())
        return draft(tag)
      },
      upload: async (_, { name }) => would(`upload ${name}`),
      removeAsset: async ({ name }) => would(`remove ${name}`),
      publish: async (release) => {
        await would(`publish the GitHub release ${release.tag}`)
        return release
      },
      remove: async ({ tag }) => would(`remove the draft of ${tag}`),
    },
    registry,
    remote,
    exec: telling(note),
    image: (source) => ({ ...real.image(source), baseScript: null }),
  }
}

/**
 * Tells what would be written, and gives it to whoever reads it from the commit that is not made: the
 * GitHub release shows the notes that it would have.
 */
function unwritten(
  real: PublishContext['release'],
  note: (line: string) => void,
  ownFolder: string,
) {
  const told = dryRunFiles(real.files, note)
  const texts = new Map<string, string>()
  const files: Files = {
    ...told,
    write: async (path, content, mode) => {
      if (path.startsWith(`${ownFolder}/`)) return
      if (typeof content === 'string') texts.set(path, content)
      return told.write(path, content, mode)
    },
  }
  const streams: Streams = {
    ...real.streams,
    read: async (command) => {
      const [, path] = committed.exec(command.args.at(-1) ?? '') ?? []
      if (path === undefined) return real.streams.read(command)
      const absolute = `${real.folder}/${path}`
      const stdout = texts.get(absolute) ?? (await real.files.read(absolute))
      return { exitCode: stdout === null ? 128 : 0, signal: null, stdout: stdout ?? '', stderr: '' }
    },
  }
  return { ...real, files, streams }
}

/** Steps that go on where something cannot be asked, and name the commit that is not made yet. */
export function drySteps(steps: readonly PublishStep[]): PublishStep[] {
  return steps.map((step) => ({
    ...step,
    done: async (context: Publishing, at: Running) => {
      try {
        return (await step.done?.(tolerant(context), at)) ?? false
      } catch (error) {
        // `decide` has told of it among the reasons why it would be refused.
        if (error instanceof OpsctlError) return false
        throw error
      }
    },
    run: async (context: Publishing, at: Running) => {
      const facts = await step.run(tolerant(context), at)
      return facts !== undefined && 'commit' in facts ? { ...facts, commit: commitToBe } : facts
    },
  }))
}

/** What cannot be asked right now reads as nothing there. */
function tolerant(context: Publishing): Publishing {
  const { remote, github, registry } = context
  return {
    ...context,
    remote: {
      ...remote,
      refs: (branch) => remote.refs(branch).catch(() => ({ branch: null, tags: new Map() })),
      environment: () => remote.environment().catch(() => ({})),
    },
    github: { ...github, find: (tag) => github.find(tag).catch(() => null) },
    registry: { find: (reference) => registry.find(reference).catch(() => null) },
  }
}

/** Looking finds what building would have made; nothing is started. */
function telling(note: (line: string) => void): Exec {
  const nothing = { exitCode: 0, signal: null, stdout: 'sha256:unknown', stderr: '' }
  return {
    run: async (command) => {
      if (command.effect !== 'read') note(`would run: ${shellLine(command)}`)
      return command.effect === 'read' ? nothing : { ...nothing, skipped: true }
    },
    leftBehind: async () => null,
    attach: async () => nothing,
  }
}

function draft(tag: string): GithubRelease {
  return { id: 0, tag, draft: true, url: '', uploadUrl: '', assets: [] }
}
