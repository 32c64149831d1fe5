/** Addresses of a repository's pages, built from parts that were checked. */
export interface RepositoryLinks {
  commit(hash: string): string
  issue(number: string): string
  compare(from: string, to: string): string
}

/**
 * The pages of a remote on a known kind of host; null for anything else: a path, `file://`, `ext::`,
 * a host that is not a name. A user and a password in the address are dropped.
 */
export function linksOf(remote: string): RepositoryLinks | null {
  const found = parts(remote.trim())
  if (found === null) return null
  const base = `https://${found.host}/${found.path}`
  if (found.host === 'bitbucket.org') {
    return {
      commit: (hash) => `${base}/commits/${hash}`,
      issue: (number) => `${base}/issues/${number}`,
      compare: (from, to) => `${base}/branches/compare/${at(to)}..${at(from)}`,
    }
  }
  const pages = /(^|\.)gitlab\./.test(found.host) ? `${base}/-` : base
  return {
    commit: (hash) => `${pages}/commit/${hash}`,
    issue: (number) => `${pages}/issues/${number}`,
    compare: (from, to) => `${pages}/compare/${at(from)}...${at(to)}`,
  }
}

const web = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:@]+)(?::\d+)?\/(.+)$/
const scp = /^(?:[\w.-]+@)?([A-Za-z0-9][\w.-]*\.[A-Za-z]+):(?![/:])(.+)$/

function parts(remote: string): { readonly host: string; readonly path: string } | null {
  const [, host = '', rest = ''] = web.exec(remote) ?? scp.exec(remote) ?? []
  const path = rest.replace(/\/+$/, '').replace(/\.git$/, '')
  const known = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host)
  return known && /^[\w.~-]+(\/[\w.~-]+)+$/.test(path) ? { host: host.toLowerCase(), path } : null
}

/** A ref inside an address: a tag such as `web/v1.0.0` keeps its slash. */
function at(ref: string): string {
  return ref.split('/').map(encodeURIComponent).join('/')
}
