/** What a configuration run left as it was, and how to reach it; empty when it left out nothing. */
export function sparedText(spared: readonly string[], environment: string): string {
  if (spared.length === 0) return ''
  return [
    `Left alone: ${spared.join(', ')}, kept with the release of before for opsctl rollback -e ${environment}.`,
    `To configure them too, so that a rollback raises new hosts: --limit ${spared.join(',')}`,
    '',
  ].join('\n')
}
