import { readVersion, type Version } from './version.ts'

/** The message of a release's commit: how a clone without tags finds its last release again. */
export function releaseCommitMessage(tag: string): string {
  return `chore(release): ${tag}\n`
}

/** For `git log --extended-regexp --grep`: messages that may be a release's; `releasedVersion` decides. */
export const releaseCommitPattern = '^chore\\(release\\): '

/** The version that a commit's first line releases; null when it is none. */
export function releasedVersion(firstLine: string, tagPrefix: string): Version | null {
  const found = /^chore\(release\): (\S+?)(?: \(#\d+\))?$/.exec(firstLine.trimEnd())
  const name = found?.[1] ?? ''
  return readVersion(name.startsWith(tagPrefix) ? name.slice(tagPrefix.length) : name)
}
