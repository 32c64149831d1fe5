import { readRemoteAddress, shownAddress } from '../../../domain/release/remote-address.ts'
import { remoteMissing, remoteRefused, remoteUnreadable } from '../../../errors/index.ts'
import type { CommandLine } from '../../../ports/exec.ts'
import * as publishing from '../../../tools/git/publishing.ts'
import type { RemoteRefs } from '../../../tools/git/publishing-state.ts'
import * as state from '../../../tools/git/publishing-state.ts'
import type { ReleaseContext } from '../context.ts'

/** The remote of a clone, spoken to by its name so that no address stands in an argument. */
export interface Remote {
  readonly name: string
  /** Branch and tags as they are there now. @throws REMOTE_MISSING, REMOTE_REFUSED, REMOTE_UNREADABLE */
  refs(branch: string): Promise<RemoteRefs>
  /** Brings the objects behind a ref here; false when the remote does not give them. */
  fetch(ref: string): Promise<boolean>
  /** For children that talk to it. @throws REMOTE_MISSING, REMOTE_REFUSED */
  environment(): Promise<NonNullable<CommandLine['env']>>
  /** `owner/name` and the host, when it is a server's; null for a folder. */
  location(): Promise<{ readonly host: string; readonly path: string } | null>
}

export function gitRemote(c: ReleaseContext, name: string): Remote {
  const { streams, folder } = c
  const address = async () => {
    const read = async (direction: 'fetch' | 'push') => {
      const ended = await streams.read(state.remoteUrls(folder, name, direction))
      if (ended.exitCode !== 0) throw remoteMissing(name)
      return ended.stdout.split('\n').filter((line) => line !== '')
    }
    const urls = [...new Set([...(await read('fetch')), ...(await read('push'))])]
    const found = urls.map((url) => {
      const one = readRemoteAddress(url)
      if (typeof one === 'string') throw remoteRefused(name, shownAddress(url), one)
      return one
    })
    const [first] = found
    if (first === undefined) throw remoteMissing(name)
    if (found.some((one) => one.path !== first.path)) {
      const rule = 'is not its only address; a push to two places cannot be all or nothing'
      throw remoteRefused(name, shownAddress(urls[0] ?? ''), rule)
    }
    return { protocols: [...new Set(found.map((one) => one.protocol))], ...first }
  }
  const environment = async () => ({
    GIT_ALLOW_PROTOCOL: (await address()).protocols.join(':'),
    GIT_TERMINAL_PROMPT: '0',
  })
  return {
    name,
    environment,
    async refs(branch) {
      const { protocol } = await address()
      const ended = await streams.read(state.remoteRefs(folder, name, branch, await environment()))
      if (ended.exitCode !== 0) {
        throw remoteUnreadable(name, shownAddress(ended.stderr.trim()), protocol === 'file')
      }
      return state.parseRemoteRefs(ended.stdout, branch)
    },
    async fetch(ref) {
      const line = publishing.fetchObjects(folder, name, ref, await environment())
      return (await streams.read(line)).exitCode === 0
    },
    async location() {
      const { host, path } = await address()
      return host === null ? null : { host, path }
    },
  }
}

/** Who made a tag or a commit of the remote, as words behind a sentence; empty when it cannot be told. */
export async function whoMade(c: ReleaseContext, object: string): Promise<string> {
  const ended = await c.streams.read(state.authorship(c.folder, object))
  const made = ended.exitCode === 0 ? state.parseAuthorship(ended.stdout) : null
  return made === null ? '' : ` (${made.who}, ${made.at.toISOString().slice(0, 19)}Z)`
}
