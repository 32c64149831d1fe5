import { createHash } from 'node:crypto'
import type { JsonObject } from '../json.ts'

/** One file of the Ansible folder: its path below it, with `/`, and the SHA-256 of its bytes. */
export interface HashedFile {
  readonly path: string
  readonly sha256: string
}

/** What a run was asked for besides the files. */
export interface RunRequest {
  readonly playbook: string
  readonly variables: JsonObject
  /** What the user gave after `--`. */
  readonly extra: readonly string[]
}

/** The release is recorded beside the configuration: two colours differ in it and in nothing else. */
const release: ReadonlySet<string> = new Set([
  'app_image',
  'app_version',
  // Whether this run may touch the schema says nothing about what the host gets.
  'app_migrate',
  'configuration_hash',
])

/** Folders of the Ansible folder that decide what a host gets; documents and tests among them do not. */
const decides = /^(roles|group_vars|host_vars|inventory\/(group_vars|host_vars))\//
const besides = /(^|\/)(README\.md|molecule\/.*|tests\/.*)$/

/** Whether a file of the Ansible folder has a say in what a host gets. */
export function decidesConfiguration(path: string, playbook: string): boolean {
  return path === playbook || (decides.test(path) && !besides.test(path))
}

/**
 * SHA-256 (hex) of all that decides what a host gets. A run with one-off variables or tags is a
 * configuration of its own; how fast or how loudly it ran is not part of it.
 */
export function configurationHash(files: readonly HashedFile[], request: RunRequest): string {
  const parts = {
    schema: 1,
    playbook: request.playbook,
    files: files
      .filter(({ path }) => decidesConfiguration(path, request.playbook))
      .map(({ path, sha256 }) => [path, sha256])
      .sort(byFirst),
    variables: Object.entries(request.variables)
      .filter(([name]) => !release.has(name))
      .sort(byFirst),
    extra: withoutManner(request.extra),
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Which hosts and how: words of ansible-playbook that change nothing on a host that is reached. */
const manner = new Set(['--forks', '-f', '--timeout', '-T', '--limit', '-l'])
const mannerAlone = /^(-v+|--verbose|--diff|-D|--flush-cache|--check|-C|-f\d+|-T\d+)$/

function withoutManner(words: readonly string[]): readonly string[] {
  const kept: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    if (manner.has(word)) at += 1
    else if (!mannerAlone.test(word) && !manner.has(word.split('=')[0] as string)) kept.push(word)
  }
  return kept
}

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1
}
