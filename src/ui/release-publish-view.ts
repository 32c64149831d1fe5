import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

interface Published {
  readonly version: string | null
  readonly tag: string | null
  readonly end: {
    readonly id: string
    readonly changed: boolean
    readonly facts: Readonly<Record<string, unknown>>
  } | null
  readonly refusals: readonly { readonly message: string; readonly next: readonly string[] }[]
}

/** What was published and where it is; after a dry run what stands in its way. */
export function releasePublishText(published: Published, paint: Paint, dryRun: boolean): string {
  const { end, tag, refusals } = published
  if (tag === null && refusals.length === 0) return 'Nothing asks for a release.\n'
  if (tag !== null && end === null) {
    return `Nothing to publish: ${tag} is complete, and no commit since asks for a release.\n`
  }
  if (dryRun || end === null) return rehearsed(published, paint)
  const places = ['commit', 'image', 'release'].flatMap((name) => {
    const where = end.facts[name]
    return typeof where === 'string' ? [[name, where]] : []
  })
  const history = `opsctl history show ${end.id} -e _release`
  return `${paint.green('published')}  ${tag}\n${columns(places)}${paint.dim(history)}\n`
}

function rehearsed({ tag, end, refusals }: Published, paint: Paint): string {
  const lines = [
    end === null ? 'Nothing asks for a release.' : `Dry run of ${tag}: nothing was changed.`,
  ]
  if (refusals.length > 0) lines.push(paint.yellow('It would be refused:'))
  for (const { message, next } of refusals) {
    lines.push(`  ${message}`, ...next.slice(0, 1).map((step) => `    ${step}`))
  }
  return `${lines.join('\n')}\n`
}
