/**
 * Where a probe must never go: addresses at which clouds hand out credentials to whoever asks.
 * IPv4 link-local with AWS's 169.254.169.254 and 169.254.170.2 (RFC 3927; EC2 and ECS user guides),
 * IPv6 link-local (RFC 4291), the IPv6 services of AWS (fd00:ec2::/32) and Google (fd20:ce::/32),
 * Alibaba's 100.100.100.200, Azure's 168.63.129.16, Oracle's 192.0.0.192, and "this host" 0.0.0.0/8.
 */
const v4: readonly (readonly [string, number])[] = [
  ['169.254.0.0', 16],
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
]
const v6: readonly (readonly [string, number])[] = [
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['fd20:ce::', 32],
  ['::', 128],
]

/** Prefixes that carry an IPv4 address in their last 32 bits: mapped, compatible, NAT64. */
const carriers: readonly (readonly [string, number])[] = [
  ['::ffff:0:0', 96],
  ['::', 96],
  ['64:ff9b::', 96],
]

/** Why a probe may not go to this address; null when it may. `address` is an IP literal. */
export function forbiddenAddress(address: string): string | null {
  const words = `${address} is a link-local or metadata address`
  const four = fourOf(address)
  if (four !== null) return v4.some(([net, bits]) => within(four, fourOf(net), bits)) ? words : null
  const six = sixOf(address)
  if (six === null) return `${address} is not an IP address`
  if (v6.some(([net, bits]) => within(six, sixOf(net), bits))) return words
  const carried = carriers.some(([net, bits]) => within(six, sixOf(net), bits))
    ? six.slice(12)
    : within(six, sixOf('2002::'), 16)
      ? six.slice(2, 6) // 6to4, RFC 3056
      : null
  if (carried === null) return null
  // ::1 is loopback and carries nothing.
  return v4.some(([net, bits]) => net !== '0.0.0.0' && within(carried, fourOf(net), bits))
    ? words
    : null
}

const names = new Set(['metadata.google.internal', 'metadata', 'instance-data', 'metadata.goog'])

/**
 * Why a probe may not ask this URL; null when nothing speaks against it. A name that is resolved
 * to a forbidden address is only seen by whoever resolves it: see `forbiddenAddress`.
 */
export function forbiddenUrl(text: string): string | null {
  if (!URL.canParse(text)) return `${JSON.stringify(text)} is not a URL`
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not http`
  if (url.username !== '' || url.password !== '') return 'a URL must not hold a password'
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (names.has(host)) return `${host} is a metadata name`
  // The URL parser has turned 0xA9FEA9FE and 2852039166 into dotted form already.
  const literal = fourOf(host) !== null || host.includes(':')
  return literal ? forbiddenAddress(host) : null
}

function within(bytes: readonly number[], net: readonly number[] | null, bits: number): boolean {
  if (net === null || net.length !== bytes.length) return false
  return bytes.every((byte, index) => {
    const left = Math.min(8, Math.max(0, bits - index * 8))
    const mask = 0xff & (0xff << (8 - left))
    return (byte & mask) === ((net[index] ?? 0) & mask)
  })
}

function fourOf(text: string): number[] | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return null
  const bytes = parts.map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : null
}

function sixOf(text: string): number[] | null {
  const address = text.split('%')[0] ?? ''
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const four = tail ? fourOf(tail[2] ?? '') : null
  if (tail !== null && four === null) return null
  const end = four === null ? '' : `${hex(four.slice(0, 2))}:${hex(four.slice(2))}`
  const halves = `${tail?.[1] ?? address}${end}`.split('::')
  if (halves.length > 2) return null
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const gap = 8 - left.length - right.length
  if (halves.length === 2 ? gap < 1 : gap !== 0) return null
  const groups = [...left, ...Array<string>(gap).fill('0'), ...right]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

function hex([high = 0, low = 0]: readonly number[]): string {
  return ((high << 8) | low).toString(16)
}
