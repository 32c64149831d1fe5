import { isOnPath } from '../../adapters/programs.ts'
import type { PolicyConfig } from '../../config/policy-schema.ts'
import { durationSeconds } from '../../domain/duration.ts'
import { policyTools } from '../../domain/policy/finding.ts'
import { secretNames } from '../../domain/secret-variables.ts'
import type { PolicySettings } from '../../operations/infra/context.ts'

/** A linter that was asked to end and has not ended after so long is killed. */
const graceMs = 5000

/** Which policy tools are asked here, and what their word counts. */
export function policySettings(config: PolicyConfig): PolicySettings {
  const asked = policyTools.filter((tool) => config[tool] !== 'never')
  return {
    tools: asked.map((tool) => ({ tool, present: isOnPath(tool) })),
    required: asked.filter((tool) => config[tool] === 'required'),
    failOn: config.failOn,
    patience: { limitMs: durationSeconds(config.within) * 1000, graceMs },
    env: withoutSecrets(process.env),
  }
}

/** No credentials, and no values of variables: the tools look at code, and their words are shown. */
function withoutSecrets(variables: NodeJS.ProcessEnv): Readonly<Record<string, undefined>> {
  const values = Object.keys(variables).filter((name) => name.startsWith('TF_VAR_'))
  return Object.fromEntries([...secretNames(variables), ...values].map((name) => [name, undefined]))
}
