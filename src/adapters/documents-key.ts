const segment = /^[A-Za-z0-9._-]+$/

/** @throws RangeError for a key that could leave its folder; keys are made by opsctl alone. */
export function checkKey(key: string): string {
  const good = key.split('/').every((part) => segment.test(part) && part !== '.' && part !== '..')
  if (!good) throw new RangeError(`not a document key: ${JSON.stringify(key)}`)
  return key
}
