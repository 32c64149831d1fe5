import { type SimpleGit, type SimpleGitOptions, simpleGit } from 'simple-git'
import { withoutControls } from '../domain/control-characters.ts'
import { gitFailed, interrupted } from '../errors/index.ts'
import type { CommandLine } from '../ports/exec.ts'
import type { GitActions } from '../ports/git.ts'

/**
 * Of the variables that steer git, those that a person sets to say who they are and how their keys
 * are reached. The others (GIT_DIR, GIT_INDEX_FILE, GIT_CONFIG_PARAMETERS, ...) belong to whatever
 * git started us from, or make git run something; they are not passed on.
 */
const passedOn = [
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_DATE',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_SSH_COMMAND',
  'GIT_SSL_CAINFO',
] as const
/** Set by our own commands. */
const ours = ['GIT_ALLOW_PROTOCOL', 'GIT_TERMINAL_PROMPT']

interface Setting {
  readonly signal: AbortSignal
  /** Hears each command before it starts. */
  told(command: CommandLine): void
}

/**
 * git, for what changes something. simple-git refuses options that run programs (`--upload-pack`,
 * `-c core.sshCommand`), abbreviated options, and variables that it was not told of.
 */
export function gitActions({ signal, told }: Setting): GitActions {
  return {
    async run(command) {
      if (signal.aborted) throw interrupted('git was not started.', [])
      told(command)
      const git = open(command, signal)
      try {
        return await git.raw([...command.args])
      } catch (error) {
        if (signal.aborted) throw interrupted('git was interrupted.', [])
        throw gitFailed(`git ${command.args[0] ?? ''}`, wordsOf(error))
      }
    },
  }
}

function open({ cwd, env }: CommandLine, signal: AbortSignal): SimpleGit {
  const options: Partial<SimpleGitOptions> = {
    ...(cwd === undefined ? {} : { baseDir: cwd }),
    abort: signal,
    allowEnvironment: [...passedOn, ...ours],
    // A person's own settings for ssh and git are theirs to make; nothing of a repository's comes here.
    unsafe: { allowUnsafeSshCommand: true, allowUnsafeConfigPaths: true },
    // On its own simple-git takes a failure without words (a silent hook) for a success.
    errors(error, { exitCode, stdErr, stdOut }) {
      if (error !== undefined) return error
      if (exitCode === 0) return undefined
      const said = Buffer.concat([...stdErr, ...stdOut])
      return said.length > 0 ? said : Buffer.from(`exit ${exitCode}, without a word`)
    },
  }
  return simpleGit(options as SimpleGitOptions).env(childEnvironment(env))
}

function childEnvironment(more: CommandLine['env'] = {}): Record<string, string> {
  const own = /^(GIT_|EDITOR$|PAGER$|PREFIX$|SSH_ASKPASS$|VISUAL$)/i
  const kept = Object.entries(process.env).filter(
    ([name]) => !own.test(name) || (passedOn as readonly string[]).includes(name),
  )
  const wanted = { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...more }
  return Object.fromEntries(
    Object.entries(wanted).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}

/** git's words; an address in them may carry a password. */
function wordsOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  const lines = said.trim().split('\n').map(withoutControls)
  return lines.join('\n').replace(/\/\/[^/@\s]*@/g, '//')
}
