/** One provider as `.terraform.lock.hcl` pins it. */
export interface LockedProvider {
  /** Host, namespace and type: `registry.terraform.io/hashicorp/aws`. */
  readonly address: string
  readonly version: string
  /** The `h1:` hashes, of one platform each: SHA-256 over an unpacked package, in hex. */
  readonly packages: readonly string[]
}

const block =
  /^provider "([a-z0-9.:-]+\/[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+)" \{\n((?:[ \t].*\n|\n)*)\}$/gm
const versionLine = /^\s+version\s+= "(\d[0-9A-Za-z.+-]*)"$/m

/**
 * What a dependency lock file pins; null for one that says more or less than Terraform writes. It is
 * "maintained automatically" and always laid out by Terraform, so this is no HCL: a file that somebody
 * wrote otherwise is simply not understood.
 */
export function lockedProviders(text: string): readonly LockedProvider[] | null {
  const found: LockedProvider[] = []
  for (const [, address = '', body = ''] of text.matchAll(block)) {
    const version = versionLine.exec(body)?.[1]
    if (version === undefined) return null
    const packages = [...body.matchAll(/"h1:([A-Za-z0-9+/]{43}=)"/g)].map(([, sum = '']) =>
      Buffer.from(sum, 'base64').toString('hex'),
    )
    found.push({ address, version, packages })
  }
  return found.length === [...text.matchAll(/^provider\b/gm)].length ? found : null
}
