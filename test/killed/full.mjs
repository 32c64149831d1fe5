// Loaded into opsctl and the supervisors of its children by NODE_OPTIONS: from the nth write to a path that
// fits, the disk is full. As on a real one, half of the content still finds room.
// FULL_AT=n FULL_PATH=a regular expression
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const at = Number(process.env.FULL_AT)
const fits = new RegExp(process.env.FULL_PATH ?? '')
let writes = 0

function isFull(path) {
  if (!fits.test(path)) return false
  writes += 1
  return writes >= at
}

const noRoom = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 })

const half = (content) => content.slice(0, Math.floor(content.length / 2))

const { open } = fs.promises
fs.promises.open = async (path, flags, ...words) => {
  // What is only made, for a program to fill, needs room for its name.
  if (flags & fs.constants.O_TRUNC && isFull(String(path))) throw noRoom()
  const file = await open(path, flags, ...words)
  const { writeFile } = file
  file.writeFile = async (content, ...more) => {
    if (!isFull(String(path))) return writeFile.call(file, content, ...more)
    await writeFile.call(file, half(content), ...more)
    throw noRoom()
  }
  return file
}

const paths = new Map()
const { openSync, writeSync } = fs
fs.openSync = (path, ...words) => {
  const fd = openSync(path, ...words)
  paths.set(fd, String(path))
  return fd
}
fs.writeSync = (fd, content, ...words) => {
  if (!isFull(paths.get(fd) ?? '')) return writeSync(fd, content, ...words)
  writeSync(fd, half(content))
  throw noRoom()
}
syncBuiltinESMExports()
