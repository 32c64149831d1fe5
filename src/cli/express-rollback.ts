import { expressAnswer } from './express-answer.ts'
import { plainFlags, rollbackWords } from './plain-words.ts'
import { rollbackAnswer } from './wiring/rollback.ts'

/**
 * `rollback`, for which users wait in an outage: with plain words oclif is not loaded, and all that
 * comes before the first weight moves lies in two files (scripts/build.ts). bin/run.js sends it here;
 * whatever is not plain goes the ordinary way. `npm run bench -- rollback` measures it.
 */
export async function main(args: readonly string[], root: string): Promise<void> {
  const flags = plainFlags(args.slice(1), rollbackWords)
  const { env, to } = flags ?? {}
  if (flags === null || typeof env !== 'string') {
    const ordinary = await import('./main.ts')
    return ordinary.main(args, root)
  }
  const asked = { env, to: typeof to === 'string' ? to : undefined, 'dry-run': false }
  await expressAnswer('rollback', flags, root, (call, paint) => rollbackAnswer(call, asked, paint))
}
