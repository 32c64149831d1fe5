/** A remote that git may be sent to, and the one protocol that it may then use. */
export interface RemoteAddress {
  /** For GIT_ALLOW_PROTOCOL. */
  readonly protocol: 'https' | 'http' | 'ssh' | 'file'
  /** Lower case; null for a folder on this machine. */
  readonly host: string | null
  /** `acme/shop`, without `.git`; the whole path for a folder. */
  readonly path: string
}

const web =
  /^(https?|ssh):\/\/(?:[^@/\s]*@)?(\[[0-9a-f:]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::\d{1,5})?\/(.+)$/
const scp = /^(?:[A-Za-z0-9][\w.-]*@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!:)(.+)$/

/**
 * Reads a remote's address. git itself takes much more: `ext::` runs any command, other helpers any
 * program on the PATH, `file://` and relative paths reach wherever the process stands (git help
 * remote-helpers, git-config protocol.allow). A text is the rule that the address breaks.
 */
export function readRemoteAddress(address: string): RemoteAddress | string {
  if (address === '') return 'is empty'
  if (/[\u0000-\u001f\u007f]/.test(address)) return 'has control characters'
  if (address.startsWith('-')) return 'begins with a hyphen, which makes it an option'
  if (/^[A-Za-z0-9+.-]+::/.test(address)) return 'names a helper program (…::), which git would run'
  const url = web.exec(address)
  if (url) return webAddress(url[1] ?? '', url[2] ?? '', url[3] ?? '')
  if (address.includes('://')) return 'is neither https:// nor ssh://'
  if (address.startsWith('/')) return { protocol: 'file', host: null, path: address }
  const short = scp.exec(address)
  if (short) return { protocol: 'ssh', host: lower(short[1]), path: bare(short[2] ?? '') }
  return 'is no address: https://HOST/PATH, ssh://HOST/PATH, user@HOST:PATH or an absolute path'
}

function webAddress(scheme: string, host: string, path: string): RemoteAddress | string {
  if (scheme === 'http' && !isLoopback(host))
    return 'is http://, which anyone on the way can change'
  return { protocol: scheme as RemoteAddress['protocol'], host: lower(host), path: bare(path) }
}

/** Names and addresses of this very machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3). */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** An address without a user and a password, for people to read. */
export function shownAddress(address: string): string {
  return address.replace(/\/\/[^/@\s]*@/, '//')
}

const lower = (text = '') => text.toLowerCase()
const bare = (path: string) => path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')
