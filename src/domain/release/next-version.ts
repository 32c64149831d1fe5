import type { Step } from './step.ts'
import { coreOf, isPrerelease, readVersion, type Version } from './version.ts'

export interface NextVersionRequest {
  /** The highest release without a pre-release part; null: there is none. */
  readonly stable: Version | null
  /** The highest release of any kind; equals `stable` when no pre-release followed it. */
  readonly latest: Version | null
  /** What the commits since `stable` ask for. */
  readonly asked: Step
  /** What the commits since `latest` ask for. */
  readonly askedSinceLatest: Step
  /** A step or a version that a person wants instead; null: the commits decide. */
  readonly as: Exclude<Step, 'none'> | Version | null
  /** Identifier of a pre-release, e.g. `beta`; null: a release. */
  readonly pre: string | null
  /** The first version, where nothing was released yet. */
  readonly first: Version
}

export type NextVersion =
  | { readonly kind: 'version'; readonly version: Version }
  | { readonly kind: 'nothing' }
  /** `field` broke `rule`. */
  | {
      readonly kind: 'refused'
      readonly field: string
      readonly rule: string
      readonly fix: string
    }

/**
 * The version that follows. Rules, in their order:
 * 1. What a person says (`as`) goes before what the commits ask; an exact version must be higher
 *    than every release before it.
 * 2. Nothing asked is nothing released, except that a release follows its pre-releases.
 * 3. In version 0 everything may change (SemVer, clause 4): a break moves MINOR, and leaving
 *    version 0 is a person's decision (`as: major`).
 * 4. The first release is the version that the project already carries.
 * 5. A version never goes back: behind 2.0.0-beta.1 comes at least 2.0.0.
 * 6. Pre-releases count from 1, and anew with each X.Y.Z and each identifier.
 */
export function nextVersion(request: NextVersionRequest): NextVersion {
  const { latest, pre, as } = request
  if (typeof as === 'object' && as !== null) return exact(as, request)
  const asked = as ?? request.asked
  const unfinished = latest !== null && isPrerelease(latest)
  if (as === null) {
    if (pre !== null && unfinished && request.askedSinceLatest === 'none') return nothing
    if (asked === 'none' && !(unfinished && pre === null)) return nothing
  }
  const core = targetCore(request, asked)
  if (core === null) {
    return refuse(as === null ? 'the last release' : '--as', 'cannot be counted up any more')
  }
  return finished(core, request)
}

const nothing: NextVersion = { kind: 'nothing' }

function refuse(field: string, rule: string, fix = 'name a version: --as X.Y.Z'): NextVersion {
  return { kind: 'refused', field, rule, fix }
}

function targetCore(request: NextVersionRequest, asked: Step): Version | null {
  const { stable, latest, as } = request
  const before = latest === null ? null : coreOf(latest)
  const open = latest !== null && isPrerelease(latest) ? before : null
  const stepped = stable === null ? firstCore(request) : step(stable, asked, as !== null)
  if (stepped === null) return null
  if (as !== null && open !== null && stable === null) return open
  return open !== null && open.compare(stepped) > 0 ? open : stepped
}

function firstCore({ first, latest }: NextVersionRequest): Version {
  return latest === null ? coreOf(first) : coreOf(latest)
}

/** X.Y.Z one step further; null beyond what can be counted exactly. */
function step(from: Version, asked: Step, byPerson: boolean): Version | null {
  const { major, minor, patch } = from
  const zero = major === 0 && !byPerson
  if (asked === 'major' && !zero) return readVersion(`${major + 1}.0.0`)
  if (asked === 'major' || asked === 'minor') return readVersion(`${major}.${minor + 1}.0`)
  if (asked === 'patch') return readVersion(`${major}.${minor}.${patch + 1}`)
  return coreOf(from)
}

function finished(core: Version, { latest, pre }: NextVersionRequest): NextVersion {
  if (pre === null) return { kind: 'version', version: core }
  const same = latest !== null && isPrerelease(latest) && coreOf(latest).compare(core) === 0
  const [id, count] = same ? latest.prerelease : []
  const number = id === pre && typeof count === 'number' ? count + 1 : 1
  const version = readVersion(`${core.version}-${pre}.${number}`)
  if (version === null) return refuse('--pre', 'is not an identifier of a pre-release')
  if (latest !== null && version.compare(latest) <= 0) {
    const rule = `${version.version} would come before ${latest.version}, which is released`
    return refuse('--pre', rule, 'take an identifier that sorts after it, e.g. --pre rc')
  }
  return { kind: 'version', version }
}

function exact(wanted: Version, { latest, pre }: NextVersionRequest): NextVersion {
  if (pre !== null && isPrerelease(wanted)) {
    return refuse('--pre', 'the version of --as is a pre-release already', 'leave one of them out')
  }
  const version = pre === null ? wanted : readVersion(`${wanted.version}-${pre}.1`)
  if (version === null) return refuse('--pre', 'is not an identifier of a pre-release')
  if (latest !== null && version.compare(latest) <= 0) {
    const rule = `${version.version} is not above ${latest.version}, which is released`
    return refuse('--as', rule, 'name a higher version; a build (+5) does not make it higher')
  }
  return { kind: 'version', version }
}

/** Why a text cannot follow `--pre`; null when it can. */
export function preRule(text: string): string | null {
  // SemVer takes a leading hyphen; whoever types one meant another flag.
  if (!/^[0-9A-Za-z][0-9A-Za-z-]{0,39}$/.test(text)) {
    return 'is one word of letters, digits and inner hyphens'
  }
  return /^\d+$/.test(text) ? 'needs a letter: numbers alone are counted, not named' : null
}
