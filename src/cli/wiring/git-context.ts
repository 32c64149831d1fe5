import { resolve } from 'node:path'
import { shellLine } from '../../adapters/dry-run.ts'
import { nodeStreams } from '../../adapters/streams.ts'
import { badInput } from '../../errors/index.ts'
import type { GitContext } from '../../operations/git/context.ts'
import type { Workplace } from './workplace.ts'

/** What the git operations need; no opsctl.yaml is asked for. */
export function gitContext(workplace: Workplace): GitContext {
  const { call, files, folder, progress } = workplace
  const told = (command: Parameters<typeof shellLine>[0]) => {
    if (call.flags.verbose === true) progress.note(`$ ${shellLine(command)}`)
  }
  return { streams: nodeStreams(call.signal, told), files, folder }
}

/** A path as the user means it: from the folder in which the command works. */
export function pathIn(workplace: Workplace, path: string): string {
  return resolve(workplace.folder, path)
}

/** What git writes to its pre-push hook. @throws OpsctlError BAD_INPUT at a terminal */
export async function readPushed({ call, files }: Workplace): Promise<string> {
  if (!call.terminal.interactive) return (await files.read('/dev/stdin')) ?? ''
  const rule = 'reads what git tells its pre-push hook, and there is a terminal instead'
  throw badInput('--pre-push', rule, 'without it, opsctl git check judges what no remote has')
}
