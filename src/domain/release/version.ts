import SemVer from 'semver/classes/semver.js'

/** A version by SemVer 2.0.0; made by `readVersion` alone, so never loose. */
export type Version = SemVer

// semver.org, "Is there a suggested regular expression": shape only, the size is semver's to judge.
const shape =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/

/** Strictly X.Y.Z with what SemVer allows after it: no `v`, no blanks, no leading zeros; else null. */
export function readVersion(text: string): Version | null {
  if (text.length > 256 || !shape.test(text)) return null
  try {
    return new SemVer(text)
  } catch {
    return null
  }
}

/** Which rule a text breaks that `readVersion` refused. */
export function versionRule(text: string): string {
  const core = text.split(/[-+]/, 1)[0] ?? ''
  if (text.length > 256) return 'is longer than 256 characters'
  if (/^[vV=]/.test(text)) return 'begins with more than a number; the tag prefix is not part of it'
  if (/(^|\.)0\d/.test(core)) return 'has a number with a leading zero'
  if (/^\d+(\.\d+)?$/.test(core)) return 'has not three numbers'
  if (/^\d+\.\d+\.\d+$/.test(core) && shape.test(text)) {
    return `has a number above ${Number.MAX_SAFE_INTEGER}, which cannot be counted exactly`
  }
  return 'is not X.Y.Z with an optional -pre.1 and +build'
}

/** The version as it is written, with its build. */
export function versionText(version: Version): string {
  return version.build.length > 0
    ? `${version.version}+${version.build.join('.')}`
    : version.version
}

/** The version of a tag; null when it is not the prefix and a strict version. */
export function versionOfTag(name: string, prefix: string): Version | null {
  return name.startsWith(prefix) ? readVersion(name.slice(prefix.length)) : null
}

export function isPrerelease(version: Version): boolean {
  return version.prerelease.length > 0
}

/** X.Y.Z of a version, without what follows. */
export function coreOf(version: Version): Version {
  return new SemVer(`${version.major}.${version.minor}.${version.patch}`)
}
