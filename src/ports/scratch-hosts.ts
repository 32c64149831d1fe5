import type { Tags } from '../domain/snapshot/tags.ts'

/** A host of the same kind as another one, for a while. */
export interface ScratchHost {
  readonly id: string
  /** `pending`, `running`, `stopping`, … */
  readonly state: string
  readonly address: string | null
}

export interface ScratchHostReader {
  /** Hosts with these tags that are not terminated. */
  tagged(tags: Tags): Promise<readonly ScratchHost[]>
}

export interface ScratchHostWriter {
  /**
   * Starts one with the image, type, network, profile and first-boot script of `like`.
   * @param token same token, same host (EC2: "Ensuring idempotency")
   */
  start(like: string, tags: Tags, token: string): Promise<ScratchHost>
  /** Harmless when it is gone already. */
  terminate(id: string): Promise<void>
}

/** The host that a dry run did not start. */
export const dryRunHost = 'i-dry-run'
