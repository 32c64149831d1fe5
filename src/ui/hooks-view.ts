import { columns } from './columns.ts'

const words = {
  installed: 'installed',
  unchanged: 'installed already',
  kept: 'kept: not ours, and it asks opsctl',
  foreign: 'kept: not ours',
  removed: 'removed',
  absent: 'was not there',
} as const

/** A row a hook; below, what somebody else's hook needs in order to ask opsctl. */
export function hooksText(
  hooks: readonly {
    hook: string
    path: string
    state: keyof typeof words
    line?: string | null
  }[],
): string {
  const rows = columns(hooks.map(({ hook, state, path }) => [hook, words[state], path]))
  const missing = hooks.flatMap(({ hook, line }) =>
    line
      ? [`\n${hook} does not check the rules. To change that, add this line to it:`, `  ${line}`]
      : [],
  )
  return missing.length === 0 ? rows : `${rows}${missing.join('\n')}\n`
}
