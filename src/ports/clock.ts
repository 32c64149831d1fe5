/** Time, so that tests own it. */
export interface Clock {
  now(): Date
  /** Resolves after `milliseconds`, or at once when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}
