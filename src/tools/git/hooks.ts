import type { CommandLine } from '../../ports/exec.ts'
import { quiet } from './log.ts'

/** Where git looks for hooks, relative to the folder; exit code 128 outside of a repository. */
export function hooksFolder(folder: string): CommandLine {
  return { ...quiet(folder), args: ['rev-parse', '--git-path', 'hooks'] }
}

/** A folder that somebody configured instead of `.git/hooks`; exit code 1 when nobody did. */
export function configuredHooks(folder: string): CommandLine {
  return { ...quiet(folder), args: ['config', '--get', 'core.hooksPath'] }
}
