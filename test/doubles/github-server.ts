import { createHash } from 'node:crypto'
import { type Asked, FaultyServer, type Reply } from './http-server.ts'

interface Asset {
  id: number
  name: string
  state: 'uploaded' | 'starter'
  size: number
  digest: string
}

interface Release {
  id: number
  tag_name: string
  name: string
  body: string
  draft: boolean
  prerelease: boolean
  html_url: string
  upload_url: string
  assets: Asset[]
}

/**
 * The parts of GitHub's REST API (2022-11-28) that releases need, for one repository, with the rules
 * that matter: a draft is not found by its tag, tags of published releases and names of assets are
 * unique, drafts are not.
 */
export class GithubServer extends FaultyServer {
  readonly releases: Release[] = []
  readonly token = 'ghs_0123456789abcdefTESTTOKEN'
  #ids = 100

  constructor() {
    super((asked) => this.#answer(asked))
  }

  #answer(asked: Asked): Reply {
    if (asked.headers.authorization !== `token ${this.token}`) {
      return refusal(401, 'Bad credentials')
    }
    const [method = '', path = ''] = asked.line.split(' ')
    const rest = /^\/repos\/acme\/shop\/releases(.*)$/.exec(path)?.[1]
    if (rest === undefined) return refusal(404, 'Not Found')
    const json = () => JSON.parse(asked.body.toString('utf8')) as Record<string, unknown>
    if (rest === '') return method === 'POST' ? this.#create(json()) : this.#list(asked.url)
    const tag = /^\/tags\/(.+)$/.exec(rest)?.[1]
    if (tag !== undefined) {
      const named = decodeURIComponent(tag)
      return found(this.releases.find((one) => one.tag_name === named && !one.draft))
    }
    const asset = Number(/^\/assets\/(\d+)$/.exec(rest)?.[1])
    if (method === 'DELETE' && asset > 0) return this.#removeAsset(asset)
    const release = this.releases.find((one) => one.id === Number(/^\/(\d+)/.exec(rest)?.[1]))
    if (release === undefined) return refusal(404, 'Not Found')
    if (rest.endsWith('/assets') && method === 'POST') return this.#upload(release, asked)
    if (method === 'PATCH') return this.#update(release, json())
    if (method === 'DELETE') {
      this.releases.splice(this.releases.indexOf(release), 1)
      return { status: 204 }
    }
    return found(release)
  }

  #create(wanted: Record<string, unknown>): Reply {
    const id = ++this.#ids
    const draft = wanted['draft'] === true
    if (!draft && this.#published(String(wanted['tag_name']))) return taken('tag_name')
    const release: Release = {
      id,
      tag_name: String(wanted['tag_name']),
      name: String(wanted['name']),
      body: String(wanted['body']),
      draft,
      prerelease: wanted['prerelease'] === true,
      html_url: `${this.url}/acme/shop/releases/${id}`,
      upload_url: `${this.url}/repos/acme/shop/releases/${id}/assets{?name,label}`,
      assets: [],
    }
    this.releases.unshift(release)
    return { status: 201, body: release }
  }

  #list(url: URL): Reply {
    const size = Number(url.searchParams.get('per_page') ?? 30)
    const from = (Number(url.searchParams.get('page') ?? 1) - 1) * size
    return { status: 200, body: this.releases.slice(from, from + size) }
  }

  #update(release: Release, wanted: Record<string, unknown>): Reply {
    if (wanted['draft'] === false && release.draft && this.#published(release.tag_name)) {
      return taken('tag_name')
    }
    Object.assign(release, wanted)
    return { status: 200, body: release }
  }

  #upload(release: Release, { url, body }: Asked): Reply {
    const name = url.searchParams.get('name') ?? ''
    if (release.assets.some((one) => one.name === name)) return taken('name')
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
    const asset: Asset = { id: ++this.#ids, name, state: 'uploaded', size: body.length, digest }
    release.assets.push(asset)
    return { status: 201, body: asset }
  }

  #removeAsset(id: number): Reply {
    for (const { assets } of this.releases) {
      const index = assets.findIndex((one) => one.id === id)
      if (index !== -1) assets.splice(index, 1)
    }
    return { status: 204 }
  }

  #published(tag: string): boolean {
    return this.releases.some((one) => one.tag_name === tag && !one.draft)
  }
}

function found(release: Release | undefined): Reply {
  return release === undefined ? refusal(404, 'Not Found') : { status: 200, body: release }
}

function refusal(status: number, message: string): Reply {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest' } }
}

function taken(field: string): Reply {
  const errors = [{ resource: 'Release', code: 'already_exists', field }]
  return { status: 422, body: { message: 'Validation Failed', errors } }
}
