import type { JsonObject } from '../../domain/json.ts'
import { toolFailed } from '../../errors/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { InfraContext } from './context.ts'
import { initialise } from './terraform-run.ts'

/** One output of the root module; the value of a sensitive one is never given out. */
export interface StackOutput {
  readonly value: JsonObject[string]
  readonly sensitive: boolean
}

/** The stack's outputs by name, sensitive values replaced by null. Empty when nothing is built. */
export async function infraOutput(c: InfraContext): Promise<Readonly<Record<string, StackOutput>>> {
  await initialise(c)
  return readOutputs(c)
}

/** As `infraOutput`, in a working folder that is initialised already. */
export async function readOutputs(c: InfraContext): Promise<Readonly<Record<string, StackOutput>>> {
  const ended = await c.exec.run(terraform.output(c.terraform))
  if (ended.exitCode !== 0) {
    throw toolFailed(
      'terraform output',
      `failed:\n${ended.stderr.trim()}`,
      'Nothing was changed.',
      [],
    )
  }
  const outputs = JSON.parse(ended.stdout) as Record<string, StackOutput>
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, sensitive }]) => [
      name,
      { value: sensitive ? null : value, sensitive },
    ]),
  )
}
