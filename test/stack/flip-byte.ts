import { openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Turns one bit over in the middle of a file's last page, as a failing disk does. */
export function flipByte(...path: readonly string[]): void {
  const file = join(...path)
  const at = statSync(file).size - 4096
  const open = openSync(file, 'r+')
  const byte = Buffer.alloc(1)
  readSync(open, byte, 0, 1, at)
  writeSync(open, Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, at)
}
