/** Reads what a registry knows of an image. */
export interface ImageRegistry {
  /**
   * The image behind `repository:tag` or `repository@sha256:…`; null when the registry has none.
   * @throws OpsctlError REGISTRY_UNREACHABLE when it cannot be asked
   */
  find(reference: string): Promise<PublishedImage | null>
}

export interface PublishedImage {
  /** `sha256:…` of the manifest. */
  readonly digest: string
  readonly labels: Readonly<Record<string, string>>
}
