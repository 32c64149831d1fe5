/*
 * What the files of a plain clone say, for those who cannot wait for a git to say it (git help
 * gitrepository-layout). Each gives up on anything that git itself would not have written so.
 */

/** The branch that HEAD names; null for a commit that is checked out by itself. */
export function branchInHead(text: string): string | null {
  return /^ref: refs\/heads\/(\S+)\n$/.exec(text)?.[1] ?? null
}

/** Names of all tags in a packed-refs file. */
export function tagsInPackedRefs(text: string): string[] {
  return [...text.matchAll(/^[0-9a-f]{40,64} refs\/tags\/(.+)$/gm)].map(([, name = '']) => name)
}

/**
 * The address of the remote `origin` in a clone's configuration; null: there is none. Undefined: the
 * file needs git to be read, as it names other files, keeps its refs elsewhere, or was edited in a way
 * of its own.
 */
export function originInConfig(text: string): string | null | undefined {
  if (/include|worktreeconfig|refstorage|\\/i.test(text)) return undefined
  const sections = text.split(/^(?=\s*\[)/m).filter((one) => /^\s*\[\s*remote\b.*origin/i.test(one))
  const [section, more] = sections
  if (section === undefined) return null
  const addresses = section.match(/^\s*url\b.*$/gim) ?? []
  const plain = /^\turl = ([^\s"#;]+)$/.exec(addresses[0] ?? '')
  const asGitWrites = more === undefined && section.startsWith('[remote "origin"]\n')
  return asGitWrites && addresses.length === 1 ? plain?.[1] : undefined
}
