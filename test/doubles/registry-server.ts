import { createHash } from 'node:crypto'
import { type Asked, FaultyServer, type Reply } from './http-server.ts'

const manifestType = 'application/vnd.oci.image.manifest.v1+json'

/**
 * The parts of the OCI distribution specification that looking at an image and pushing one in a
 * single request need. Tags can be moved, as in a real registry: not to do it is the caller's part.
 */
export class RegistryServer extends FaultyServer {
  /** `name:tag` to the digest of its manifest, every write in order. */
  readonly writes: { name: string; digest: string }[] = []
  readonly #blobs = new Map<string, Buffer>()
  readonly #tags = new Map<string, string>()

  constructor() {
    super((asked) => this.#answer(asked))
  }

  get tags(): ReadonlyMap<string, string> {
    return this.#tags
  }

  /** Name of a repository in it. */
  repository(path: string): string {
    return `${this.url.replace('http://', '')}/${path}`
  }

  /** Puts an image there as a push would. */
  put(path: string, tag: string, labels: Readonly<Record<string, string>>): string {
    const config = Buffer.from(JSON.stringify({ config: { Labels: labels } }))
    const manifest = {
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: this.#keep(config) },
      layers: [],
    }
    const digest = this.#keep(Buffer.from(JSON.stringify(manifest)))
    this.#tags.set(`${path}:${tag}`, digest)
    this.writes.push({ name: `${path}:${tag}`, digest })
    return digest
  }

  #keep(content: Buffer): string {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
    this.#blobs.set(digest, content)
    return digest
  }

  #answer({ line, body }: Asked): Reply {
    const [, method, path = '', kind, name = ''] =
      /^(GET|PUT) \/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(line) ?? []
    if (method === undefined) return { status: 404, body: { errors: [] } }
    if (method === 'PUT') {
      const labels = JSON.parse(body.toString('utf8')) as Record<string, string>
      return { status: 201, headers: { 'docker-content-digest': this.put(path, name, labels) } }
    }
    const digest = name.startsWith('sha256:') ? name : this.#tags.get(`${path}:${name}`)
    const content = digest && this.#blobs.get(digest)
    if (!content) return { status: 404, body: { errors: [{ code: 'MANIFEST_UNKNOWN' }] } }
    const type = kind === 'manifests' ? manifestType : 'application/octet-stream'
    const headers = { 'content-type': type, 'docker-content-digest': digest }
    return { status: 200, headers, body: content }
  }
}
