import * as terraform from '../../tools/terraform/commands.ts'
import type { InfraContext } from './context.ts'
import { initialise } from './initialise.ts'
import { failure, listen } from './terraform-run.ts'

/** The dependencies of the environment's resources as a DOT text. */
export async function infraGraph(c: InfraContext): Promise<string> {
  await initialise(c)
  const said = listen(() => undefined)
  const ended = await c.exec.run(terraform.graph(c.terraform), {
    onLine: (line, stream) => (stream === 'stderr' ? said.onLine(line, stream) : undefined),
  })
  if (ended.exitCode !== 0) throw failure('graph', ended, said, 'Nothing was changed.', c)
  return ended.stdout
}
