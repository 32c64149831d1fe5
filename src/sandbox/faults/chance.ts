/**
 * A number from 0 up to 1 that depends on the seed and the count alone, so that the same seed hits
 * the same calls again (the mixing function of mulberry32, T. Ettinger, public domain).
 */
export function chanceOf(seed: number, count: number): number {
  let mixed = (seed + Math.imul(count + 1, 0x6d2b79f5)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 15), 1 | mixed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
