/**
 * In GitHub Actions the runner reads what a step prints: a line that begins with `::` (blanks before
 * it do not count) is a command, and so is `##[` anywhere in a line. What a tool printed must not
 * mask, stop or annotate anything. Source: docs.github.com, "Workflow commands", and the runner's
 * ActionCommand parser.
 */
export function shielded(text: string): string {
  return text.replaceAll(/^(\s*):(?=:)/gm, '$1:\u200b').replaceAll('##[', '#\u200b#[')
}

/** The same for a JSON text, which stays the same document. */
export function shieldedJson(text: string): string {
  return text.replaceAll('##[', '#\\u0023[')
}
