/** One branch of a push. */
export interface BranchUpdate {
  readonly branch: string
  /** Full hash that the branch gets. */
  readonly to: string
  /** Full hash that the remote's branch has; null when it is new there. */
  readonly from: string | null
}

const update = /^(\S+) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+) ([0-9a-f]{40}|[0-9a-f]{64})$/
const zeros = /^0+$/

/**
 * The branches that a push changes, out of what git gives to a pre-push hook (githooks, "pre-push":
 * `local-ref hash remote-ref hash`, zeros for what is not there). Tags and deletions are left out.
 * Null when the text is something else.
 */
export function parseUpdates(text: string): BranchUpdate[] | null {
  const updates: BranchUpdate[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, , to = '', ref = '', from = ''] = update.exec(line) ?? []
    if (to === '') return null
    if (zeros.test(to) || !ref.startsWith('refs/heads/')) continue
    const branch = ref.slice('refs/heads/'.length)
    updates.push({ branch, to, from: zeros.test(from) ? null : from })
  }
  return updates
}

/** The two ends of `A..B`. Null when it is not a range, or an end could be read as an option. */
export function parseRange(text: string): { readonly from: string; readonly to: string } | null {
  const [, from = '', to = ''] = /^([\w./@^~{}+-]+?)\.\.([\w./@^~{}+-]+)$/.exec(text) ?? []
  const fine = (end: string) => end !== '' && !/^[-.]|\.\./.test(end) && end.length <= 250
  return fine(from) && fine(to) ? { from, to } : null
}

/** How GitHub and git write "nothing was there before". */
export function isZeros(name: string): boolean {
  return name.length >= 40 && zeros.test(name)
}
