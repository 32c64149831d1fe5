import { registryUnreachable } from '../errors/index.ts'
import type { ImageRegistry } from '../ports/image-registry.ts'

export interface RegistryAccess {
  /** Without TLS: the sandbox's registry, and no other. */
  readonly plainHttp: boolean
  /** `user:password` in base64 for a registry, as `podman login` or `docker login` keep it. */
  readonly basic: (registry: string) => Promise<string | null>
}

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ')

interface Manifest {
  readonly config?: { readonly digest: string }
  readonly manifests?: readonly {
    readonly digest: string
    readonly platform?: { readonly os?: string; readonly architecture?: string }
  }[]
}

/** Asks a registry by the OCI distribution API, with the token flow of its authentication. */
export function httpRegistry(access: RegistryAccess): ImageRegistry {
  return {
    async find(reference) {
      const { registry, repository, version } = split(reference)
      const at = `${access.plainHttp ? 'http' : 'https'}://${registry}/v2/${repository}`
      const ask = asker(access, registry)
      const answer = await ask(`${at}/manifests/${version}`, manifestTypes)
      if (answer === null) return null
      const digest = answer.headers.get('docker-content-digest') ?? ''
      const manifest = await single((await answer.json()) as Manifest, at, ask)
      const config = await ask(`${at}/blobs/${manifest.config?.digest ?? ''}`, '*/*')
      const body = (await config?.json()) as { config?: { Labels?: Record<string, string> } } | null
      return {
        digest: version.startsWith('sha256:') ? version : digest,
        labels: body?.config?.Labels ?? {},
      }
    },
  }
}

/** Of an index the image for Linux on amd64, or the first. */
async function single(manifest: Manifest, at: string, ask: Ask): Promise<Manifest> {
  const [first] = manifest.manifests ?? []
  if (first === undefined) return manifest
  const fitting = manifest.manifests?.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
  )
  const answer = await ask(`${at}/manifests/${(fitting ?? first).digest}`, manifestTypes)
  return ((await answer?.json()) ?? {}) as Manifest
}

type Ask = (url: string, accept: string) => Promise<Response | null>

function asker(access: RegistryAccess, registry: string): Ask {
  let authorization: string | null = null
  const once = async (url: string, accept: string) => {
    const headers = { accept, ...(authorization === null ? {} : { authorization }) }
    try {
      return await fetch(url, { headers, signal: AbortSignal.timeout(10_000) })
    } catch (error) {
      const cause = (error as Error).cause ?? error
      throw registryUnreachable(registry, cause instanceof Error ? cause.message : String(cause))
    }
  }
  return async (url, accept) => {
    let answer = await once(url, accept)
    if (answer.status === 401 && authorization === null) {
      authorization = await authorise(answer, await access.basic(registry))
      answer = await once(url, accept)
    }
    if (answer.status === 404) return null
    if (!answer.ok) throw registryUnreachable(registry, `it answered ${answer.status}`)
    return answer
  }
}

/** Basic, or a bearer token from where the registry says (distribution spec, "Token authentication"). */
async function authorise(refused: Response, basic: string | null): Promise<string | null> {
  const challenge = refused.headers.get('www-authenticate') ?? ''
  const own = basic === null ? null : `Basic ${basic}`
  if (!/^bearer /i.test(challenge)) return own
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`, 'i').exec(challenge)?.[1]
  const realm = part('realm')
  if (realm === undefined || !URL.canParse(realm) || new URL(realm).protocol !== 'https:')
    return own
  const url = new URL(realm)
  for (const name of ['service', 'scope']) {
    const value = part(name)
    if (value !== undefined) url.searchParams.set(name, value)
  }
  const headers: Record<string, string> = own === null ? {} : { authorization: own }
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) })
  const body = (await answer.json().catch(() => ({}))) as { token?: string; access_token?: string }
  return `Bearer ${body.token ?? body.access_token ?? ''}`
}

function split(reference: string) {
  const slash = reference.indexOf('/')
  const rest = reference.slice(slash + 1)
  const at = rest.indexOf('@')
  const colon = rest.lastIndexOf(':')
  const end = at === -1 ? colon : at
  return {
    registry: reference.slice(0, slash),
    repository: rest.slice(0, end),
    version: rest.slice(end + 1),
  }
}
