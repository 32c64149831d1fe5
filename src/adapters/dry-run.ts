import type { Redactor } from '../domain/redaction.ts'
import type { CommandLine, Exec } from '../ports/exec.ts'
import type { Files } from '../ports/files.ts'
import type { Progress } from '../ports/progress.ts'

/** Reads run; anything else is told as a line that can be pasted into a shell, and skipped. */
export function dryRunExec(exec: Exec, progress: Progress, redactor: Redactor): Exec {
  return {
    async run(command, options) {
      if (command.effect === 'read') return exec.run(command, options)
      progress.note(`would run: ${redactor.redact(shellLine(command))}`)
      return { exitCode: null, signal: null, stdout: '', stderr: '', skipped: true }
    },
    leftBehind: (run) => exec.leftBehind(run),
    attach: (run, options) => exec.attach(run, options),
  }
}

/** The command as words for a POSIX shell, for people to read and paste; opsctl never runs it. */
export function shellLine({ file, args, cwd, env = {} }: CommandLine): string {
  const set = Object.entries(env).map(([name, value]) =>
    value === undefined ? `-u ${name}` : `${name}=${quote(value)}`,
  )
  const unset = set.filter((word) => word.startsWith('-u '))
  const given = set.filter((word) => !word.startsWith('-u '))
  const variables = unset.length > 0 ? ['env', ...unset, ...given] : given
  const line = [...variables, ...[file, ...args].map(quote)].join(' ')
  return cwd === undefined ? line : `(cd ${quote(cwd)} && ${line})`
}

function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** Reads are done; what would be written is told. */
export function dryRunFiles(files: Files, note: (line: string) => void): Files {
  const told = async (what: string, path: string) => note(`would ${what}: ${path}`)
  return {
    ...files,
    write: (path) => told('write', path),
    append: (path) => told('append to', path),
    create: async (path) => {
      await told('create', path)
      return true
    },
    makeEmpty: (path) => told('make', path),
    remove: (path) => told('remove', path),
    makeFolder: (path) => told('make', path),
  }
}
