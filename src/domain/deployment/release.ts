import type { Json, JsonObject } from '../json.ts'
import { type Colour, isColour } from '../traffic/colour.ts'

/**
 * What serves, or served: all that is needed to bring it back. Stored in the ledger as a fact of
 * `deploy` (`deployment` what it made, `before` what it replaced) and of `rollback`.
 */
export interface Release {
  readonly colour: Colour
  /** `repository@sha256:…`. */
  readonly image: string
  /** The service's version, as the image's label says; empty when it has none. */
  readonly version: string
  /** Hash of what its hosts were configured with (domain/config-run/configuration-hash). */
  readonly configuration: string
  /** Names of the migrations that the image carries, in order. */
  readonly migrations: readonly string[]
  /** Instance IDs. */
  readonly hosts: readonly string[]
  /** ARN. */
  readonly targetGroup: string
  readonly launchTemplate: { readonly id: string; readonly version: string }
  readonly capacity: { readonly min: number; readonly desired: number }
}

/** Reads a release from a ledger entry; null when there is none, or one that is not whole. */
export function readRelease(fact: Json | undefined): Release | null {
  if (typeof fact !== 'object' || fact === null || Array.isArray(fact)) return null
  const { colour, image, hosts, migrations, targetGroup } = fact as JsonObject
  const whole =
    isColour(colour) &&
    typeof image === 'string' &&
    typeof targetGroup === 'string' &&
    Array.isArray(hosts) &&
    Array.isArray(migrations)
  return whole ? (fact as unknown as Release) : null
}

/** The same build on the very same hosts. */
export function isSame(one: Release | null, other: Release | null): boolean {
  return one?.image === other?.image && one?.hosts.join() === other?.hosts.join()
}

/** The part of an image's reference that never moves: `sha256:…`. */
export function digestOf(image: string): string {
  return image.slice(image.indexOf('@') + 1)
}

/** `1.2.0 (sha256:58e94f7ac173)`: a release in a sentence. */
export function releaseText({ image, version }: Pick<Release, 'image' | 'version'>): string {
  const short = digestOf(image).slice(0, 'sha256:'.length + 12)
  return version === '' ? short : `${version} (${short})`
}
