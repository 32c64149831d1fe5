import * as z from 'zod'
import { usualSettings } from '../domain/release/settings.ts'
import { branchName, publishKeys } from './publish-schema.ts'

const step = z.enum(['none', 'patch', 'minor', 'major'])
const word = z.string().regex(/^\w+$/, 'a commit type: letters and digits')

const file = z
  .string()
  .min(1)
  .refine((path) => !/^[/~-]|\\|(^|\/)\.\.?(\/|$)/.test(path), {
    error: 'a file inside the project, relative to opsctl.yaml',
  })

/** Part of a tag's name, so by the rules of `git check-ref-format`; and no word for an option. */
const prefix = z
  .string()
  .max(60)
  .refine(
    (text) => text === '' || (/^[\w@][\w@./-]*$/.test(text) && !/\.\.|\/[/.]|^@$/.test(text)),
    {
      error: 'letters, digits, @ . _ / and -, not beginning with - or . or /',
    },
  )

const section = z.strictObject({
  /** The heading in the notes. */
  title: z.string().regex(/^[^\s#][^\n\r]{0,79}$/, 'one line of at most 80 characters'),
  /** The commit types below it. */
  types: z.array(word).min(1),
  /** What a commit of these types asks for; a break always asks for a major step. */
  step: step.default('none'),
})

const scope = z.strictObject({
  /** Instead of what the commit's type asks for. A break stays a break. */
  step: step.optional(),
  /** Left out of the notes, unless it breaks. */
  hidden: z.boolean().optional(),
})

/** How versions are counted and told: the `release` section of opsctl.yaml. */
export const releaseSchema = z
  .strictObject({
    tagPrefix: prefix.default(usualSettings.tagPrefix),
    /** The branch that releases are made from. */
    branch: branchName.default(usualSettings.branch),
    /** Instead of Features, Fixes and Performance; breaks come first and reverts last in any case. */
    sections: z
      .array(section)
      .min(1)
      .default(() => usualSettings.sections.map((one) => ({ ...one, types: [...one.types] }))),
    scopes: z.record(z.string().min(1), scope).default({}),
    /** Files that carry the version. Without it: VERSION, package.json and package-lock.json. */
    files: z.array(file).min(1).nullable().default(null),
    changelog: file.default(usualSettings.changelog),
    ...publishKeys,
  })
  .prefault({})
