import type { Command, Config } from '@oclif/core'
import { OpsctlCommand } from './base-command.ts'

/** Put in by the build: each command's file below `commands/` without its ending, and VERSION. */
declare const builtCommands: readonly string[]
declare const builtVersion: string

/** A word that can name a topic or a command; everything else is left to the command itself. */
const word = /^[a-z][a-z0-9-]*$/
/** `topic command`, or `topic subtopic command`. */
const deepest = 3

type OwnCommand = (new (
  argv: string[],
  config: Config,
) => OpsctlCommand<typeof Command>) & { id: string; flags: Flags; baseFlags: Flags }
type Flags = Readonly<Record<string, { readonly type: string; readonly char?: string }>>

interface Found {
  readonly id: string
  readonly file: string
  readonly rest: readonly string[]
}

/**
 * Runs a command of our own without oclif's start-up (its configuration, plugins and manifest cost
 * more than the rest of the way to a command's body together). Flags are still parsed by oclif.
 *
 * @param root the package's folder
 * @returns false when oclif must look: help, a topic alone, a plugin's command, a typing error
 */
export async function dispatch(args: readonly string[], root: string): Promise<boolean> {
  const found = find(args)
  if (!found) return false
  const loaded = (await import(new URL(`./commands/${found.file}.js`, import.meta.url).href)) as {
    default: OwnCommand
  }
  if (!(loaded.default.prototype instanceof OpsctlCommand)) return false
  if (asksForHelp(found.rest, { ...loaded.default.baseFlags, ...loaded.default.flags }))
    return false
  loaded.default.id = found.id
  await new loaded.default([...found.rest], slimConfig(root)).run()
  return true
}

/** `--help` or `-h` among a command's words; as the value of a flag (`--branch -h`) it is none. */
function asksForHelp(words: readonly string[], flags: Flags): boolean {
  const withValue = Object.entries(flags)
    .filter(([, { type }]) => type === 'option')
    .flatMap(([name, { char }]) => [`--${name}`, `-${char}`])
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  return own.some(
    (one, at) =>
      (one === '--help' || one === '-h') && (at === 0 || !withValue.includes(own[at - 1] ?? '')),
  )
}

/** The command that the most words name: `deploy status` before `deploy` with an argument. */
function find(args: readonly string[]): Found | null {
  const end = args.findIndex((one) => !word.test(one))
  const words = args.slice(0, Math.min(end === -1 ? args.length : end, deepest))
  for (let count = words.length; count > 0; count--) {
    const path = words.slice(0, count).join('/')
    const file = [path, `${path}/index`].find((one) => builtCommands.includes(one))
    if (file) return { id: path.replaceAll('/', ':'), file, rest: args.slice(count) }
  }
  return null
}

/** As much of oclif's configuration as a command and the parser ask for. */
function slimConfig(root: string): Config {
  const nothing = { successes: [], failures: [] }
  return {
    bin: 'opsctl',
    root,
    version: builtVersion,
    runHook: async () => nothing,
  } as unknown as Config
}
