import { isatty } from 'node:tty'

/** What kind of place opsctl runs in. Read once; views and prompts ask this, never `process`. */
export interface Terminal {
  /** A person can be asked: stdin and stderr are terminals, not CI, not --no-input. */
  readonly interactive: boolean
  /** Spinners and redrawing are possible on stderr. */
  readonly animated: boolean
  readonly colourOut: boolean
  readonly colourErr: boolean
  readonly columns: number
  /** Columns of the terminal that stdout is; null for a file or another program. */
  readonly widthOut: number | null
  /** The same of stderr. */
  readonly widthErr: number | null
  readonly githubActions: boolean
}

interface Streams {
  readonly stdin: { readonly isTTY?: boolean }
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: { readonly isTTY?: boolean; readonly columns?: number }
}

/**
 * Decides by the streams and by NO_COLOR (no-color.org: any non-empty value), FORCE_COLOR,
 * TERM=dumb, CI and GITHUB_ACTIONS.
 */
export function readTerminal(
  streams: Streams,
  env: Readonly<Record<string, string | undefined>>,
  noInput: boolean,
): Terminal {
  const ci = truthy(env['CI'])
  const dumb = env['TERM'] === 'dumb'
  const colour = (isTTY: boolean) => {
    if (env['NO_COLOR']) return false
    if (env['FORCE_COLOR'] !== undefined) return truthy(env['FORCE_COLOR'])
    return isTTY && !dumb && !ci
  }
  const err = streams.stderr.isTTY === true
  const widthOut = streams.stdout.columns ?? null
  const widthErr = streams.stderr.columns ?? null
  return {
    interactive: streams.stdin.isTTY === true && err && !noInput && !ci,
    animated: err && !dumb && !ci,
    colourOut: colour(streams.stdout.isTTY === true),
    colourErr: colour(err),
    columns: widthErr ?? widthOut ?? 80,
    widthOut,
    widthErr,
    githubActions: env['GITHUB_ACTIONS'] === 'true',
  }
}

/** A variable that is set to something other than no. */
export function truthy(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false'
}

/** The standard streams as `readTerminal` asks for them; one that is no terminal is not opened. */
export function standardStreams(): Streams {
  return {
    stdin: { isTTY: isatty(0) },
    stdout: isatty(1) ? process.stdout : {},
    stderr: isatty(2) ? process.stderr : {},
  }
}
