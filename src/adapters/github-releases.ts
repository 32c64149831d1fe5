import { Octokit } from '@octokit/core'
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods'
import { retry } from '@octokit/plugin-retry'
import { isLoopback } from '../domain/release/remote-address.ts'
import {
  githubAddressRefused,
  githubLimited,
  githubRefused,
  githubTokenMissing,
  githubUnavailable,
} from '../errors/index.ts'
import type { GithubAsset, GithubRelease, GithubReleases } from '../ports/github-releases.ts'

export interface GithubAccess {
  /** As GITHUB_API_URL has it in Actions, e.g. `https://api.github.com`. */
  readonly apiUrl: string
  /** Null: not set. */
  readonly token: string | null
  /** `owner/name` */
  readonly repository: string
  readonly signal: AbortSignal
}

const Client = Octokit.plugin(restEndpointMethods, retry)
type Client = InstanceType<typeof Client>

/** So many pages of releases are searched for a draft, the newest first. */
const mostPages = 10
const perPage = 100
const timeoutMs = 60_000

interface ReleaseData {
  readonly id: number
  readonly tag_name: string
  readonly draft: boolean
  readonly html_url: string
  readonly upload_url: string
  readonly assets: readonly {
    readonly id: number
    readonly name: string
    readonly state: string
    readonly size: number
    readonly digest?: string | null
  }[]
}

/**
 * Releases through GitHub's REST API. Reading is repeated when the server fails; changing never is,
 * since a lost answer does not say whether it happened (operations/release/publish/once.ts).
 * @throws OpsctlError BAD_INPUT, GITHUB_TOKEN_MISSING, GITHUB_REFUSED, GITHUB_LIMITED,
 * GITHUB_UNAVAILABLE, all when first asked
 */
export function githubReleases(access: GithubAccess): GithubReleases {
  let made: Client | undefined
  const client = () => {
    made ??= open(access)
    return made
  }
  const [owner = '', repo = ''] = access.repository.split('/')
  const here = { owner, repo }
  const once = { request: { retries: 0 } }

  const find = async (tag: string) => {
    const byTag = await ask('look for the release', async () => {
      const answer = await client().rest.repos.getReleaseByTag({ ...here, tag })
      return releaseOf(answer.data)
    }).catch(noneIfMissing)
    if (byTag !== null) return byTag
    // A draft is not found by its tag, which it does not have yet.
    for (let page = 1; page <= mostPages; page++) {
      const { data } = await ask('list the releases', () =>
        client().rest.repos.listReleases({ ...here, per_page: perPage, page }),
      )
      // The newest comes first: of several the oldest counts, for whoever looks.
      const draft = data.findLast((one) => one.draft && one.tag_name === tag)
      if (draft !== undefined) return releaseOf(draft)
      if (data.length < perPage) return null
    }
    return null
  }

  return {
    find,
    createDraft: ({ tag, notes, prerelease }) =>
      ask('make the release', async () => {
        const wanted = { tag_name: tag, name: tag, body: notes, prerelease, draft: true }
        const { data } = await client().rest.repos.createRelease({ ...here, ...wanted, ...once })
        return releaseOf(data)
      }),
    upload: (release, { name, content }) =>
      ask(`upload ${name}`, async () => {
        const url = new URL(release.uploadUrl.replace(/\{.*$/, ''))
        refuseElsewhere(url, access.apiUrl)
        url.searchParams.set('name', name)
        await client().request({
          method: 'POST',
          url: url.href,
          headers: {
            'content-type': 'application/octet-stream',
            'content-length': String(content.byteLength),
          },
          data: content,
          ...once,
        })
      }),
    removeAsset: (asset) =>
      ask(`remove ${asset.name}`, async () => {
        const wanted = { ...here, asset_id: asset.id, ...once }
        await client().rest.repos.deleteReleaseAsset(wanted)
      }),
    publish: (release) =>
      ask('publish the release', async () => {
        const wanted = { ...here, release_id: release.id, draft: false, ...once }
        return releaseOf((await client().rest.repos.updateRelease(wanted)).data)
      }),
    remove: (release) =>
      ask('remove the draft', async () => {
        await client().rest.repos.deleteRelease({ ...here, release_id: release.id, ...once })
      }),
  }
}

function open({ apiUrl, token, signal }: GithubAccess): Client {
  if (token === null) throw githubTokenMissing()
  if (!URL.canParse(apiUrl)) throw githubAddressRefused(apiUrl, 'is not a URL')
  const { protocol, hostname, username } = new URL(apiUrl)
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    throw githubAddressRefused(apiUrl, 'is not https://, and a token would be sent there')
  }
  if (username !== '') throw githubAddressRefused(apiUrl, 'has a user in it')
  const quiet = () => undefined
  return new Client({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'opsctl',
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: {
      fetch: (url: string, options: RequestInit) =>
        fetch(url, {
          ...options,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        }),
    },
  })
}

/** The token goes where GitHub's documentation says uploads go, and nowhere that an answer names. */
function refuseElsewhere(url: URL, apiUrl: string): void {
  const api = new URL(apiUrl)
  const uploads = api.host.replace(/^api\./, 'uploads.')
  if (url.protocol === api.protocol && (url.host === api.host || url.host === uploads)) return
  throw githubRefused('upload', 0, `its answer names another host for uploads: ${url.host}`)
}

function releaseOf(data: ReleaseData): GithubRelease {
  return {
    id: data.id,
    tag: data.tag_name,
    draft: data.draft,
    url: data.html_url,
    uploadUrl: data.upload_url,
    assets: data.assets.map(
      ({ id, name, state, size, digest }): GithubAsset => ({
        id,
        name,
        uploaded: state === 'uploaded',
        sizeBytes: size,
        digest: digest ?? null,
      }),
    ),
  }
}

interface RequestFailure {
  readonly status: number
  readonly message: string
  readonly response?: { readonly headers: Readonly<Record<string, string | undefined>> }
}

async function ask<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!isRequestFailure(error)) throw error
    const { status, message, response } = error
    const seconds = limitedSeconds(status, response?.headers ?? {})
    if (seconds !== null) throw githubLimited(what, seconds)
    // Without a response nothing is known but that the connection failed.
    if (response === undefined || status >= 500) throw githubUnavailable(what, firstLine(message))
    throw githubRefused(what, status, firstLine(message))
  }
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && error.name === 'HttpError'
}

/**
 * Seconds until a limit lifts; null when it is none (docs.github.com, "Rate limits for the REST
 * API": 403 or 429, with retry-after or with x-ratelimit-remaining at 0).
 */
function limitedSeconds(status: number, headers: Readonly<Record<string, string | undefined>>) {
  if (status !== 403 && status !== 429) return null
  const after = Number(headers['retry-after'])
  if (Number.isFinite(after) && headers['retry-after'] !== undefined) return Math.max(1, after)
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset'])
    return Number.isFinite(reset) ? Math.max(1, Math.ceil(reset - Date.now() / 1000)) : 60
  }
  return status === 429 ? 60 : null
}

function noneIfMissing(error: unknown): null {
  const { code, details } = error as { code?: string; details?: { status?: unknown } }
  if (code === 'GITHUB_REFUSED' && details?.status === 404) return null
  throw error
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? ''
}
