// Loaded into opsctl by NODE_OPTIONS: at the nth edge of its journal (before a line, after it is on the
// disk) the process is gone by kill -9. CUT_AT=n
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const at = Number(process.env.CUT_AT)
let edges = 0

function edge() {
  edges += 1
  if (edges === at) process.kill(process.pid, 'SIGKILL')
}

const open = fs.open
fs.open = async (path, ...words) => {
  const file = await open(path, ...words)
  // The supervisor of a child, and reading, have edges of their own: only the journal counts.
  if (!String(path).endsWith('/journal.jsonl')) return file
  const { writeFile, datasync, sync } = file
  file.writeFile = (...content) => {
    edge()
    return writeFile.apply(file, content)
  }
  const after = (flush) => async () => {
    await flush.apply(file)
    edge()
  }
  file.datasync = after(datasync)
  file.sync = after(sync)
  return file
}
syncBuiltinESMExports()
