import type { Call } from '../../src/cli/wiring/call.ts'
import { Redactor } from '../../src/domain/redaction.ts'
import { paintFor } from '../../src/ui/paint.ts'

/** A command's call in `folder`, with no flags and no terminal. */
export function silentCall(folder: string, githubActions = false): Call {
  return {
    flags: { chdir: folder },
    passedOn: [],
    version: '0',
    root: folder,
    terminal: {
      interactive: false,
      animated: false,
      colourOut: false,
      colourErr: false,
      columns: 80,
      widthOut: null,
      widthErr: null,
      githubActions,
    },
    signal: new AbortController().signal,
    paint: paintFor(false),
    redactor: new Redactor(),
  }
}
