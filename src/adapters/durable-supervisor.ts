/**
 * Program of the process between opsctl and a durable child. It exists to write down the exit code
 * when opsctl is dead. Arguments: folder, name, time, program, its arguments. Plain JavaScript in a text,
 * because it runs by `node -e` from the bundle as from the sources. It ignores the signals that are
 * the child's own to answer, and writes nothing to any pipe that opsctl could leave broken.
 */
export const supervisorProgram = `
'use strict'
const { spawn } = require('node:child_process')
const fs = require('node:fs')
const [folder, name, startedAt, file, ...args] = process.argv.slice(1)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => {})
const base = folder + '/' + name
const put = (suffix, value) => {
  const draft = base + suffix + '.new'
  const fd = fs.openSync(draft, 'w', 0o600)
  fs.writeSync(fd, JSON.stringify(value))
  fs.fsyncSync(fd)
  fs.closeSync(fd)
  fs.renameSync(draft, base + suffix)
}
const startOf = (pid) => {
  try {
    const stat = fs.readFileSync('/proc/' + pid + '/stat', 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch { return null }
}
const me = { pid: process.pid, start: startOf(process.pid) }
put('.pid', { schema: 1, startedAt, supervisor: me, child: null })
const out = fs.openSync(base + '.out', 'wx', 0o600)
const err = fs.openSync(base + '.err', 'wx', 0o600)
const child = spawn(file, args, { stdio: ['inherit', out, err] })
let over = false
const end = (value) => {
  if (over) return
  over = true
  fs.fsyncSync(out)
  fs.fsyncSync(err)
  put('.exit', { schema: 1, ...value })
}
child.on('error', (error) => end({ exitCode: null, signal: null, startError: error.code || 'unknown' }))
child.on('exit', (exitCode, signal) => end({ exitCode, signal, startError: null }))
// Where the disk is full it stays and tries again: dead, it would leave a child that nobody knows of.
const noteChild = () => {
  try {
    put('.pid', {
      schema: 1, startedAt, supervisor: me, child: { pid: child.pid, start: startOf(child.pid) },
    })
  } catch {
    if (!over) setTimeout(noteChild, 500)
  }
}
if (child.pid !== undefined) noteChild()
`
