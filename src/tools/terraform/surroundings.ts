import { badInput } from '../../errors/index.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Variables that change what Terraform does behind the words that opsctl gives it, and why not. */
const unwelcome: readonly (readonly [RegExp, string])[] = [
  [/^TF_CLI_ARGS/, 'adds words to every Terraform command, unseen'],
  [/^TF_LOG/, 'makes Terraform print requests with their secrets'],
  [/^TF_WORKSPACE$/, 'chooses another state than the environment has'],
  [/^TF_DATA_DIR$/, "chooses another working folder than the environment's own"],
  [/^TF_PLUGIN_CACHE_MAY_BREAK/, 'takes providers without looking at their checksums'],
  [/^TF_REATTACH_PROVIDERS$/, 'runs a provider that no checksum vouches for'],
]

/**
 * Refuses an environment that would make Terraform do something else than it is told.
 * @throws OpsctlError BAD_INPUT (exit 2), before anything is started
 */
export function assertPlainSurroundings(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || value === '') continue
    if (name === 'TF_WORKSPACE' && value === 'default') continue
    const why = unwelcome.find(([pattern]) => pattern.test(name))?.[1]
    if (why !== undefined) throw badInput(name, `it is set and ${why}`, `env -u ${name} opsctl …`)
  }
}

/** The variables that Terraform takes from the environment, sorted: part of a plan's binding. */
export function givenVariables(variables: Variables): readonly (readonly [string, string])[] {
  return Object.entries(variables)
    .flatMap(([name, value]) =>
      name.startsWith('TF_VAR_') && value !== undefined ? [[name, value] as const] : [],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
