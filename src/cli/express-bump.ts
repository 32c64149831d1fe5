import type { HeadStart } from '../adapters/head-start.ts'
import { waitingFiles } from '../adapters/waiting-files.ts'
import { expressAnswer } from './express-answer.ts'
import type { GivenFlags } from './plain-words.ts'
import { bumpAnswer } from './wiring/release-bump.ts'

/** The rest of a bump's express way, loaded when git is at work. */
export function expressBump(flags: GivenFlags, root: string, ahead: HeadStart): Promise<void> {
  return expressAnswer('release bump', flags, root, (call, paint) =>
    bumpAnswer(call, {}, paint, { files: waitingFiles, ahead }),
  )
}
