import type { ApiFault } from '../../../src/sandbox/faults/fault.ts'

/** All of a fault but its name and kind: it hits every call, at once and for good. */
export const calm: Omit<ApiFault, 'id' | 'kind'> = {
  rate: 1,
  after: 0,
  times: null,
  once: false,
  changing: false,
  on: null,
  milliseconds: 0,
  seed: 1,
}
