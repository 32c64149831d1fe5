import * as z from 'zod'
import { branchRefusal } from '../domain/git-rules/branch.ts'

const asset = z
  .string()
  .min(1)
  .refine((path) => !/^[/~-]|\\|(^|\/)\.\.?(\/|$)/.test(path), {
    error: 'a file inside the project, relative to opsctl.yaml',
  })

/** A branch by rules that are stricter than git's own: no quotes, no dollar signs, no options. */
export const branchName = z.string().superRefine((name, context) => {
  const rule = branchRefusal(name)
  if (rule !== null) context.addIssue({ code: 'custom', message: `${rule}; a name such as main` })
})

/** Keys of the `release` section that only `release publish` reads. */
export const publishKeys = {
  /** Name of the git remote. */
  remote: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,59}$/, 'the name of a remote, such as origin')
    .default('origin'),
  /** Signs commit and tag with the key that git is configured with. */
  sign: z.boolean().default(false),
  /** Where the release is made: owner/name; false: nowhere. Without it the remote tells. */
  github: z
    .union([
      z.literal(false),
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/[\w.-]+$/, 'owner/name, or false'),
    ])
    .optional(),
  /** Whether the image is built and pushed; without a repository of it there is none. */
  image: z.boolean().default(true),
  /** Files that are attached to the GitHub release. */
  assets: z.array(asset).max(50).default([]),
}
