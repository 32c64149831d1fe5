const shape = /^\d{8}t\d{6}z-[0-9a-f]{8}$/

/**
 * The name of one operation, e.g. `20261123t110842z-5f0c9a1e`: sorts by its start (UTC seconds), is a
 * legal file name, document key and AWS tag value, and is lower case throughout.
 * @param random at least four random bytes
 */
export function newOperationId(now: Date, random: Uint8Array): string {
  const time = now.toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase()
  const tail = [...random.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const id = `${time}z-${tail}`
  if (!isOperationId(id)) throw new RangeError('four random bytes and a year of four digits needed')
  return id
}

export function isOperationId(text: string): boolean {
  return shape.test(text)
}
