/** The releases of one repository on GitHub. */
export interface GithubReleases {
  /** The release of a tag, a draft included; null when there is none. */
  find(tag: string): Promise<GithubRelease | null>
  /** Makes a draft, which nobody sees yet. Not idempotent: look before and after. */
  createDraft(release: NewGithubRelease): Promise<GithubRelease>
  upload(release: GithubRelease, asset: NewAsset): Promise<void>
  removeAsset(asset: GithubAsset): Promise<void>
  /** Makes a draft visible; harmless when it is already. */
  publish(release: GithubRelease): Promise<GithubRelease>
  /** Removes a draft. */
  remove(release: GithubRelease): Promise<void>
}

export interface NewGithubRelease {
  readonly tag: string
  /** Markdown. */
  readonly notes: string
  readonly prerelease: boolean
}

export interface NewAsset {
  readonly name: string
  readonly content: Uint8Array
}

export interface GithubRelease {
  readonly id: number
  readonly tag: string
  readonly draft: boolean
  /** The page that people see. */
  readonly url: string
  /** Where assets go, a URI template as GitHub gives it. */
  readonly uploadUrl: string
  readonly assets: readonly GithubAsset[]
}

export interface GithubAsset {
  readonly id: number
  readonly name: string
  /** False while an upload is under way, and for good when it was cut short. */
  readonly uploaded: boolean
  readonly sizeBytes: number
  /** `sha256:…`; null where the server does not tell. */
  readonly digest: string | null
}
