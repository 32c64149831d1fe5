import { toolFailed } from '../../errors/index.ts'
import { build, imageId } from '../../tools/image/commands.ts'
import type { ImageContext } from './context.ts'

export interface BuiltImage {
  /** On this machine, e.g. `localhost/shop:0.1.0`. */
  readonly tag: string
  /** `sha256:…` of the image's configuration; the registry's digest comes with the push. */
  readonly id: string
}

/** Builds the service's image on this machine. */
export async function imageBuild(c: ImageContext): Promise<BuiltImage> {
  const tag = `${c.name}:${c.version}`
  const { version, commit, authorities, stage } = c
  const migrations = await migrationsIn(c)
  const base = c.baseScript === null ? null : await baseImage(c)
  const line = build(c.engine, {
    context: c.folder,
    ...{ tag, version, commit, base, authorities, migrations, stage },
  })
  const ended = await c.exec.run(line, { onLine: c.news })
  if (ended.skipped === true) return { tag, id: 'sha256:unknown' }
  if (ended.exitCode !== 0) {
    throw toolFailed(
      `${c.engine.kind} build`,
      `failed (exit ${ended.exitCode}):\n${tail(ended.stderr)}`,
      'No image was made.',
      ['mend the cause, then: opsctl image build'],
    )
  }
  const found = await c.exec.run(imageId(c.engine, tag))
  const id = found.stdout.trim()
  return { tag, id: id.startsWith('sha256:') ? id : `sha256:${id}` }
}

/** The names, in order, of the SQL files in the folder `migrations` beside the Dockerfile. */
async function migrationsIn(c: ImageContext): Promise<readonly string[]> {
  const folder = `${c.folder}/migrations`
  if ((await c.files.stat(folder)) === null) return []
  const files = await c.files.list(folder)
  return files.flatMap((file) => (file.endsWith('.sql') ? [file.slice(0, -4)] : [])).sort()
}

async function baseImage(c: ImageContext): Promise<string> {
  if (c.baseScript === null) return ''
  c.news('looking for an image with Node')
  const ended = await c.exec.run(c.baseScript, { onLine: c.news })
  const name = ended.stdout.trim()
  if (ended.exitCode === 0 && name !== '') return name
  throw toolFailed(
    'the image with Node',
    `could not be had:\n${tail(ended.stderr)}`,
    'No image was made.',
    [],
  )
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-15).join('\n')
}
