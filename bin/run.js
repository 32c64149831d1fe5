#!/usr/bin/env node
// Plain syntax on purpose: an old Node must be able to read this far and say what is missing.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)

if (args.length === 1 && args[0] === '--version') {
  const version = readFileSync(join(root, 'VERSION'), 'utf8').trim()
  process.stdout.write(
    `opsctl/${version} ${process.platform}-${process.arch} node-${process.version}\n`,
  )
} else if (tooOld(process.versions.node)) {
  elsewhere()
} else {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  if (nodeModule.enableCompileCache)
    nodeModule.enableCompileCache(join(cache, 'opsctl', 'compiled'))
  const { main } = await import('../dist/main.js')
  await main(args, root)
}

function tooOld(version) {
  const [major, minor] = version.split('.').map(Number)
  return major < 22 || (major === 22 && minor < 13)
}

// In a checkout the pinned Node lies beside us.
function elsewhere() {
  const pinned = join(root, 'node_modules', 'node', 'bin', 'node')
  if (!existsSync(pinned)) {
    process.stderr.write(
      `opsctl needs Node 22.13 or later; this is ${process.version}. Install it, e.g. from nodejs.org.\n`,
    )
    process.exitCode = 2
    return
  }
  const child = spawnSync(pinned, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' })
  process.exitCode = child.status === null ? 1 : child.status
}
