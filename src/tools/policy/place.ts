import { posix } from 'node:path'
import type { Finished } from '../../ports/exec.ts'

/** What a policy tool looks at. */
export interface PolicyPlace {
  /** Absolute folder of the root module. */
  readonly dir: string
  /** Absolute path of the environment's variables. */
  readonly varFile: string
  /** Absolute path of the root module's `.tflint.hcl`; null when there is none. */
  readonly tflintConfig: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How a tool's run ended, and what it printed. */
export type Judged = Pick<Finished, 'exitCode' | 'stdout'>

/** The tool ran and could not judge; the message is its own words. */
export class NoJudgement extends Error {}

/** A path as a tool prints it, from the root module on, as one in the project; `room` is that module's. */
export function placeOf(room: string, path: string): string {
  return posix.join(room, path)
}
