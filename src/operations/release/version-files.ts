import { withRelease } from '../../domain/release/changelog.ts'
import type { ReleaseSettings } from '../../domain/release/settings.ts'
import { readVersion, type Version, versionRule } from '../../domain/release/version.ts'
import { carriedVersion, withVersion } from '../../domain/release/version-files.ts'
import { badInput } from '../../errors/index.ts'
import type { ReleaseContext } from './context.ts'

const usual = ['VERSION', 'package.json', 'package-lock.json']

/** The file that says the version and nothing else. */
export function usualVersionFile(settings: ReleaseSettings): string {
  return (settings.files ?? usual).find((path) => !path.endsWith('.json')) ?? 'VERSION'
}

/** A file of the project, as it stands. */
export interface ProjectFile {
  /** Relative to the project. */
  readonly path: string
  /** Null: it does not exist yet. */
  readonly text: string | null
  /** Permission bits. */
  readonly mode: number
}

/** A file with what a bump writes into it. */
export interface WrittenFile {
  /** Relative to the project. */
  readonly path: string
  /** All of the file, to be written as UTF-8. */
  readonly contents: string
  /** Permission bits: those it has, 0644 for a new one. */
  readonly mode: number
}

/** Everything that a bump may write, read at once. */
export interface ProjectFiles {
  readonly versions: readonly ProjectFile[]
  readonly changelog: ProjectFile
  /** What the project says its version is; null when no file says it. */
  readonly carried: Version | null
}

/** @throws OpsctlError BAD_INPUT for a file that is no text, or whose version breaks a rule */
export async function readProjectFiles(c: ReleaseContext): Promise<ProjectFiles> {
  const listed = c.settings.files
  const read = await Promise.all((listed ?? usual).map((path) => readFile(c, path)))
  const missing = listed === null ? undefined : read.find((file) => isMissingJson(file))
  if (missing) {
    throw badInput(`release.files: ${missing.path}`, 'does not exist', 'make it, or leave it out')
  }
  const versions = read.filter((file) => !isMissingJson(file))
  let carried: Version | null = null
  for (const { path, text } of versions) {
    if (text === null || text.trim() === '') continue
    const said = carriedVersion(path, text)
    if ('rule' in said) {
      // A private package needs no version; one that is named in opsctl.yaml does.
      if (listed === null && said.rule.startsWith('has no')) continue
      throw badInput(path, said.rule, 'give it a text "version" at its top')
    }
    const version = readVersion(said.version)
    if (version === null) {
      const shown = JSON.stringify(said.version.slice(0, 60))
      throw badInput(path, `${shown} ${versionRule(said.version)}`, 'write X.Y.Z, such as 1.2.3')
    }
    carried ??= version
  }
  return { versions, changelog: await readFile(c, c.settings.changelog), carried }
}

function isMissingJson({ path, text }: ProjectFile): boolean {
  return text === null && path.endsWith('.json')
}

async function readFile(c: ReleaseContext, path: string): Promise<ProjectFile> {
  const absolute = `${c.folder}/${path}`
  const facts = await c.files.stat(absolute)
  if (facts === null) return { path, text: null, mode: 0o644 }
  if (facts.kind !== 'file') {
    throw badInput(path, `is a ${facts.kind}, not a file`, 'put a file there')
  }
  const bytes = (await c.files.readBytes(absolute)) ?? new Uint8Array()
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { path, text, mode: facts.mode }
  } catch {
    throw badInput(
      path,
      'has bytes that are not UTF-8, which writing would lose',
      'save it as UTF-8',
    )
  }
}

/** The files that differ once the release is in them; none of them when all is in place already. */
export function bumpedFiles(
  { versions, changelog }: ProjectFiles,
  release: { readonly version: string; readonly title: string; readonly body: string },
): readonly WrittenFile[] {
  const wanted = versions.map((file) => ({
    file,
    contents: withVersion(file.path, file.text, release.version),
  }))
  const all = [...wanted, { file: changelog, contents: withRelease(changelog.text, release) }]
  return all.flatMap(({ file, contents }) =>
    contents === null || contents === file.text
      ? []
      : [{ path: file.path, contents, mode: file.mode }],
  )
}
