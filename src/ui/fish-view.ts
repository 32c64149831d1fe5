interface CommandShape {
  readonly id: string
  readonly summary?: string | undefined
  readonly flags: Readonly<
    Record<string, { readonly char?: string | undefined; readonly summary?: string | undefined }>
  >
}

/** Completion for the fish shell: the words of each command, then its flags. */
export function fishCompletion(bin: string, commands: readonly CommandShape[]): string {
  const lines = [`complete -c ${bin} -f`]
  const seen = new Set<string>()
  for (const { id, summary, flags } of commands) {
    const words = id.split(':')
    words.forEach((word, index) => {
      const before = words.slice(0, index)
      const line = `complete -c ${bin} -n ${quote(after(bin, before))} -a ${quote(word)}`
      const last = index === words.length - 1
      if (seen.has(line)) return
      seen.add(line)
      lines.push(last ? `${line} -d ${quote(summary ?? '')}` : line)
    })
    for (const [name, { char, summary: what }] of Object.entries(flags)) {
      const short = char === undefined ? '' : ` -s ${char}`
      lines.push(
        `complete -c ${bin} -n ${quote(within(bin, words))}${short} -l ${name} -d ${quote(what ?? '')}`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}

/** True in fish when exactly these words stand before the cursor. */
function after(bin: string, words: readonly string[]): string {
  return `test (commandline -opc | string join " ") = "${[bin, ...words].join(' ')}"`
}

/** True in fish when the command line starts with these words. */
function within(bin: string, words: readonly string[]): string {
  return `string match -q -- "${[bin, ...words].join(' ')}*" (commandline -opc | string join " ")`
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
