import { nearest } from '../domain/near-miss.ts'
import { Redactor } from '../domain/redaction.ts'
import { secretsIn } from '../domain/secret-variables.ts'
import { OpsctlError } from '../errors/index.ts'
import { errorDocument, errorText } from '../ui/error-view.ts'
import { paintFor } from '../ui/paint.ts'
import { withoutSecrets, writeDocument } from './answer.ts'
import { dispatch } from './dispatch.ts'
import { asOpsctlError } from './foreign-errors.ts'
import { guardStdout } from './stdout.ts'
import { readTerminal, standardStreams } from './terminal.ts'

/**
 * Runs one command line. `root` is the package's folder, with the manifest. Errors inside a command
 * are its own business (base-command.ts); what arrives here is an unknown command or oclif's exit.
 */
export async function main(args: readonly string[], root: string): Promise<void> {
  try {
    if (await dispatch(args, root)) return
    guardStdout()
    // A CommonJS module: the bundle gives it as the default.
    const { run } = (await import('@oclif/core/run')).default
    await run([...args], { root })
  } catch (caught) {
    const exit = (caught as { oclif?: { exit?: number } }).oclif?.exit
    if (exit === 0) return
    const redactor = new Redactor(secretsIn(process.env))
    const unsafe =
      unknownCommand(caught, args, await commandNames(root)) ?? asOpsctlError(caught, '')
    const error = withoutSecrets(unsafe, redactor)
    if (args.includes('--json')) {
      const command = args.join(' ')
      writeDocument({ ok: false, command, error: errorDocument(error) }, redactor)
    } else {
      const { colourErr } = readTerminal(standardStreams(), process.env, true)
      process.stderr.write(errorText(error, paintFor(colourErr)))
    }
    process.exitCode = error.exitCode
  }
}

async function commandNames(root: string): Promise<readonly string[]> {
  const { createRequire } = await import('node:module')
  const manifest = createRequire(import.meta.url)(`${root}/oclif.manifest.json`) as {
    commands: Record<string, unknown>
  }
  return Object.keys(manifest.commands).map((id) => id.replaceAll(':', ' '))
}

function unknownCommand(
  caught: unknown,
  args: readonly string[],
  known: readonly string[],
): OpsctlError | null {
  if (!(caught instanceof Error) || !/not found\.?$/.test(caught.message)) return null
  const words = args.slice(0, args.findIndex((word) => word.startsWith('-')) >>> 0)
  const typed = words.slice(0, 2).join(' ')
  const near = nearest(typed, known) ?? nearest(words[0] ?? '', known)
  return new OpsctlError({
    code: 'UNKNOWN_COMMAND',
    kind: 'input',
    message: `There is no command ${JSON.stringify(typed)}.`,
    now: 'Nothing was started and nothing was changed.',
    next: [near ? `did you mean: opsctl ${near}` : 'opsctl --help'],
  })
}
