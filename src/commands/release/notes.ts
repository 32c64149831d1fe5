import { Flags } from '@oclif/core'
import { type Answer, OpsctlCommand } from '../../cli/base-command.ts'
import { fullNotes } from '../../operations/release/full-notes.ts'
import { rangeNotes, unreleasedNotes } from '../../operations/release/notes.ts'

export default class ReleaseNotes extends OpsctlCommand<typeof ReleaseNotes> {
  static override summary = 'Print release notes as Markdown, from the commits.'
  static override description =
    'Without flags: what is not released yet. The same history gives the same text.'
  static override examples = [
    '<%= config.bin %> release notes',
    '<%= config.bin %> release notes --to v1.2.0',
    '<%= config.bin %> release notes --full > CHANGELOG.md',
  ]
  static override flags = {
    from: Flags.string({ summary: 'After this tag, branch or commit.', helpValue: 'REF' }),
    to: Flags.string({
      summary: 'Up to this one; without --from since its last release.',
      helpValue: 'REF',
    }),
    full: Flags.boolean({ summary: 'All releases, newest first.', exclusive: ['from', 'to'] }),
  }

  protected async execute(): Promise<Answer> {
    const { releaseContext } = await import('../../cli/wiring/release-context.ts')
    const context = await releaseContext(this.call)
    const { from = null, to = null, full, json } = this.flags
    if (full && json !== true) return { result: {}, text: fullNotes(context) }
    const notes = full
      ? await whole(fullNotes(context))
      : from === null && to === null
        ? await unreleasedNotes(context)
        : await rangeNotes(context, { from, to })
    return { result: { notes }, text: notes }
  }
}

/** The one document of `--json` has to be in memory. */
async function whole(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all).toString('utf8')
}
