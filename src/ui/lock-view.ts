interface Status {
  readonly state: 'free' | 'unfinished' | 'held' | 'left-behind'
  readonly lock: {
    readonly holder: {
      readonly kind: string
      readonly operation: string
      readonly actor: string
      readonly host: string
      readonly heartbeatAt: string
    } | null
    readonly unfinished: { readonly kind: string; readonly operation: string } | null
  } | null
}

/** Who has the lock, in one or two lines. */
export function lockText(environment: string, { state, lock }: Status): string {
  if (state === 'free') return `${environment} is free.\n`
  if (lock?.holder) {
    const { actor, host, kind, operation, heartbeatAt } = lock.holder
    const dead =
      state === 'left-behind' ? ' Its process is gone: opsctl resume or opsctl abort.' : ''
    return `${environment} is held by ${actor}@${host}: ${kind}, operation ${operation}, last seen ${heartbeatAt}.${dead}\n`
  }
  const { kind = '', operation = '' } = lock?.unfinished ?? {}
  return `${environment} is kept for the unfinished ${kind}, operation ${operation}: opsctl resume or opsctl abort.\n`
}
