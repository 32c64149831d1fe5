import { readRelease, releaseText } from '../domain/deployment/release.ts'
import type { JsonObject } from '../domain/json.ts'

/** What serves now, in one line for the end of a deployment or a rollback; empty when nobody looked. */
export function servesText(facts: JsonObject): string {
  const release = readRelease(facts['deployment'])
  if (release === null) return ''
  const { colour, hosts } = release
  const count = `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`
  const already = facts['nothing'] === true ? ' already' : ''
  return `${releaseText(release)} serves${already}, from ${colour}, ${count}.\n`
}
