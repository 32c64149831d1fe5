import { resolve } from 'node:path'
import { isCloneRoot } from '../adapters/clone-root.ts'
import { HeadStart } from '../adapters/head-start.ts'
import { usualSettings } from '../domain/release/settings.ts'
import { log, sinceTags } from '../tools/git/log.ts'
import { bumpWords, plainFlags } from './plain-words.ts'

/**
 * `release bump`, whose time is counted in milliseconds: with plain words git is at work before the
 * rest of opsctl is loaded, and oclif is not loaded at all. bin/run.js sends it here; whatever is not
 * plain goes the ordinary way. `npm run bench -- release` measures it.
 */
export async function main(args: readonly string[], root: string): Promise<void> {
  const flags = plainFlags(args.slice(2), bumpWords)
  if (flags === null) {
    const ordinary = await import('./main.ts')
    return ordinary.main(args, root)
  }
  const ahead = new HeadStart()
  try {
    const { chdir = '.' } = flags
    lookAhead(ahead, resolve(String(chdir)))
    const { expressBump } = await import('./express-bump.ts')
    await expressBump(flags, root, ahead)
  } finally {
    ahead.end()
  }
}

/** Begins the log that a bump will read of a plain clone; of all else it is asked when it is known. */
function lookAhead(ahead: HeadStart, folder: string): void {
  if (!isCloneRoot(folder, process.env)) return
  ahead.begin(log(folder, sinceTags(usualSettings.tagPrefix)))
}
