import { Flags } from '@oclif/core'

/** Flags of every command. A flag means one thing everywhere. */
export const everywhere = {
  chdir: Flags.string({
    char: 'C',
    summary: 'Work as if started in this folder.',
    helpGroup: 'COMMON',
  }),
  json: Flags.boolean({
    summary: 'Print exactly one JSON document on stdout, for errors too.',
    helpGroup: 'COMMON',
  }),
  'no-input': Flags.boolean({
    summary: 'Never ask; fail where an answer is needed.',
    helpGroup: 'COMMON',
  }),
  verbose: Flags.boolean({
    summary: 'Print each wrapped command, ready to be pasted into a shell.',
    helpGroup: 'COMMON',
  }),
}

/** For commands that work on one environment. */
export const environmentFlag = {
  env: Flags.string({
    char: 'e',
    summary: 'The environment, as opsctl.yaml names it.',
    required: true,
    env: 'OPSCTL_ENV',
  }),
}

/** For commands that can do without an environment. */
export const optionalEnvironment = Flags.string({
  char: 'e',
  summary: 'The environment, as opsctl.yaml names it.',
  env: 'OPSCTL_ENV',
})

/** For commands that work on several environments side by side. */
export const severalEnvironments = {
  env: Flags.string({
    char: 'e',
    summary: 'The environment, or several: dev,staging.',
    required: true,
    env: 'OPSCTL_ENV',
  }),
  parallel: Flags.integer({
    summary: 'How many environments at a time.',
    default: 2,
    min: 1,
    max: 16,
  }),
}

/** For commands that show a plan. */
export const markdownFlag = {
  markdown: Flags.string({
    summary: 'Write the summary as Markdown to this file, below the size of a GitHub comment.',
    helpValue: 'FILE',
  }),
}

/** For commands that change something. */
export const changeFlags = {
  'dry-run': Flags.boolean({ summary: 'Read, and print what would be changed.' }),
  yes: Flags.boolean({ char: 'y', summary: 'Answer yes to what is asked.' }),
  confirm: Flags.string({
    summary: "The environment's name, typed in advance; with --yes for what destroys.",
    helpValue: 'ENV',
  }),
  'lock-wait': Flags.integer({
    summary: 'Seconds to wait for a lock that somebody else holds.',
    default: 0,
    min: 0,
    max: 86_400,
  }),
}

/** For commands that apply a plan, which may take something away. */
export const allowFlags = {
  'allow-data-loss': Flags.boolean({ summary: 'Let go of what holds data, without typing it.' }),
  'allow-large': Flags.boolean({
    summary: "Let go of more than the environment's share, without typing it.",
  }),
}

/** The same as an operation is journaled with. */
export function allowedBy(flags: {
  readonly 'allow-data-loss': boolean
  readonly 'allow-large': boolean
}): readonly string[] {
  return [
    ...(flags['allow-data-loss'] ? ['data-loss'] : []),
    ...(flags['allow-large'] ? ['large'] : []),
  ]
}

/** For commands that decide a version. */
export const versionFlags = {
  as: Flags.string({
    summary: 'This step or version instead of what the commits ask for.',
    helpValue: 'major|minor|patch|X.Y.Z',
  }),
  pre: Flags.string({ summary: 'A pre-release with this identifier.', helpValue: 'beta' }),
  'infra-plan': Flags.string({
    summary: 'Terraform plan (file or JSON); losing what holds data is a break.',
    helpValue: 'FILE',
  }),
}

/** For commands that can be limited to some hosts. */
export const limitFlag = {
  limit: Flags.string({
    summary: 'Only these hosts or groups, e.g. colour_blue.',
    helpValue: 'NAME,…',
  }),
}

/** For commands that build or push an image of another version than the file VERSION names. */
export const imageVersionFlag = {
  as: Flags.string({
    summary: 'The version; without it the file VERSION says.',
    helpValue: '1.2.0',
  }),
}

/** For `deploy` where things are to go wrong on purpose. */
export const rehearseFlags = {
  rehearse: Flags.boolean({
    summary: 'On the sandbox: once for each fault, each time taken back; reports what it saw.',
    exclusive: ['dry-run', 'again', 'bake', 'warm'],
  }),
  faults: Flags.string({
    summary: 'Only these faults, by comma; see the description.',
    dependsOn: ['rehearse'],
    helpValue: 'NAME,…',
  }),
  report: Flags.string({
    summary: 'Write the report (HTML) to this file; without it .opsctl/rehearsal.html.',
    dependsOn: ['rehearse'],
    helpValue: 'FILE',
  }),
  markdown: Flags.string({
    summary: 'Write the summary as Markdown to this file.',
    dependsOn: ['rehearse'],
    helpValue: 'FILE',
  }),
}
