/** Whether an operation has not come to its end, by its outcome in the ledger. */
export function isOpen({ outcome }: { readonly outcome: string }): boolean {
  return outcome === 'running' || outcome === 'unfinished'
}

/** Whether it still waits for its lock: without a number of the lock (docs/formats.md) it moved nothing. */
export function waitsForLock(entry: {
  readonly outcome: string
  readonly fence?: number
}): boolean {
  return isOpen(entry) && entry.fence === 0
}
