import type { z } from 'zod'
import { completionResults } from './completion.ts'
import { configResults } from './config.ts'
import { deployResults } from './deploy.ts'
import { doctorResults } from './doctor.ts'
import { gitResults } from './git.ts'
import { imageResults } from './image.ts'
import { infraResults } from './infra.ts'
import { lockResults } from './lock.ts'
import { operationResults } from './operation.ts'
import { releaseResults } from './release.ts'
import { releasePublishResults } from './release-publish.ts'
import { sandboxResults } from './sandbox.ts'
import { snapshotResults } from './snapshot.ts'

/**
 * What each command's `--json` gives as its `result`, by the command's words. For the build, which
 * publishes it in `schema/answer.schema.json`, and for the tests; no command loads it.
 */
export const results: Readonly<Record<string, z.ZodType<object>>> = {
  ...completionResults,
  ...configResults,
  ...deployResults,
  ...doctorResults,
  ...gitResults,
  ...imageResults,
  ...infraResults,
  ...lockResults,
  ...operationResults,
  ...releasePublishResults,
  ...releaseResults,
  ...sandboxResults,
  ...snapshotResults,
}
