import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether a program of this name stands in a folder of the PATH. */
export function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, program)))
}

/** True when the variable names a file that is not there. */
export function namesMissingFile(variable: string): boolean {
  const file = process.env[variable]
  return file !== undefined && file !== '' && !existsSync(file)
}
