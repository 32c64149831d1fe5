import type { JsonObject } from '../domain/json.ts'
import { configMissing, configUnreadable } from '../errors/index.ts'
import type { CheckedConfigs } from '../ports/checked-configs.ts'
import type { FileFacts, Files } from '../ports/files.ts'
import { findConfig } from './find.ts'
import type { Config } from './schema.ts'

/** A configuration of this size is a mistake, not a configuration. */
const maxBytes = 256 * 1024

export interface LoadedConfig {
  readonly config: Config
  /** Absolute path of the file. */
  readonly path: string
  /** Absolute folder that holds it: the project. */
  readonly project: string
}

/**
 * Finds opsctl.yaml from `from` upwards, no further than the repository's root (the first folder
 * with a `.git`), and checks it. A text that was checked before is not checked again.
 * @throws OpsctlError CONFIG_MISSING, CONFIG_UNREADABLE or CONFIG_INVALID, all exit 2.
 */
export async function loadConfig(
  files: Pick<Files, 'stat' | 'readRegular'>,
  from: string,
  checked?: CheckedConfigs,
): Promise<LoadedConfig> {
  const { path } = await findConfig(files, from)
  if (path === null) throw configMissing(from)
  const found = await files.readRegular(path, maxBytes)
  if (found === null) throw configMissing(from)
  if (found.content === null) throw unreadable(path, found.facts)
  const text = new TextDecoder().decode(found.content)
  const project = path.slice(0, path.lastIndexOf('/'))
  return { config: await configOf(text, path, checked), path, project }
}

async function configOf(text: string, path: string, checked?: CheckedConfigs): Promise<Config> {
  const known = checked?.recall(text) ?? null
  if (known !== null) return known as unknown as Config
  // Late: the parser and the schema take longer to load than all the rest of opsctl.
  const { parseConfig } = await import('./parse.ts')
  const config = parseConfig(text, path)
  checked?.keep(text, config as unknown as JsonObject)
  return config
}

function unreadable(path: string, facts: FileFacts): Error {
  if (facts.kind !== 'file') {
    const kind = facts.kind === 'folder' ? 'a folder' : 'a device or a pipe'
    return configUnreadable(path, `is ${kind}`, 'opsctl.yaml must be a file')
  }
  const kib = Math.round(facts.sizeBytes / 1024)
  return configUnreadable(path, `has ${kib} KiB`, `at most ${maxBytes / 1024} KiB are read`)
}
