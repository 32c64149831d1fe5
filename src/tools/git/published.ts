import type { CommandLine } from '../../ports/exec.ts'
import { quiet } from './log.ts'

/** The commits that remotes are known to have, a hash a line, several times where they agree. */
export function publishedTips(folder: string): CommandLine {
  return {
    ...quiet(folder),
    args: ['for-each-ref', '--format=%(objectname)', 'refs/remotes'],
  }
}

/** The distinct hashes that `publishedTips` printed. */
export function parseTips(output: string): string[] {
  return [...new Set(output.split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line)))]
}
