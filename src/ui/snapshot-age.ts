/** `3 min`, `5 h`, `12 d`: the two or three digits that matter. */
export function ageText(seconds: number): string {
  if (seconds < 0) return 'future'
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}
