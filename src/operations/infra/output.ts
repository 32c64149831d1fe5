import type { JsonObject } from '../../domain/json.ts'
import { markedValues } from '../../domain/plan/sensitive-values.ts'
import { printedJson } from '../../tools/printed-json.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import { typed } from '../../tools/terraform/names.ts'
import type { InfraContext } from './context.ts'
import { initialise, initialiseAnew } from './initialise.ts'
import { failure, listen, type Said } from './terraform-run.ts'

/** One output of the root module; the value of a sensitive one is never given out. */
export interface StackOutput {
  readonly value: JsonObject[string]
  readonly sensitive: boolean
}

type Outputs = Readonly<Record<string, StackOutput>>

/** The stack's outputs by name, sensitive values replaced by null. Empty when nothing is built. */
export async function infraOutput(c: InfraContext): Promise<Outputs> {
  await initialise(c)
  return readOutputs(c)
}

/** As `infraOutput`, in a working folder that is initialised already. */
export async function readOutputs(c: InfraContext): Promise<Outputs> {
  const said = listen(() => undefined)
  let ended = await c.exec.run(terraform.output(c.terraform), { onLine: onlyErrors(said) })
  if (ended.exitCode !== 0 && said.asksForInit()) {
    await initialiseAnew(c)
    ended = await c.exec.run(terraform.output(c.terraform), { onLine: onlyErrors(said) })
  }
  if (ended.exitCode !== 0) {
    throw failure('output', ended, said, 'Nothing was changed.', c)
  }
  const line = typed(c.terraform, 'output')
  const outputs = printedJson<Outputs>(line, ended.stdout, ['opsctl doctor'])
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, sensitive }]) => {
      for (const secret of markedValues(value, sensitive)) c.hide(secret)
      return [name, { value: sensitive ? null : value, sensitive }]
    }),
  )
}

/** stdout holds the values. */
function onlyErrors(said: Said): Said['onLine'] {
  return (line, stream) => (stream === 'stderr' ? said.onLine(line, stream) : undefined)
}
