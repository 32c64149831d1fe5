#!/usr/bin/env node
// Plain syntax on purpose: an old Node must be able to read this far and say what is missing.

// Asked for, not imported: an import reads every member of these modules, which loads much more of Node.
const load =
  process.getBuiltinModule || (await import('node:module')).createRequire(import.meta.url)
const { existsSync, readFileSync, writeSync } = load('node:fs')
const { join } = load('node:path')
const { fileURLToPath } = load('node:url')

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)

if (args.length === 1 && args[0] === '--version') {
  const version = readFileSync(join(root, 'VERSION'), 'utf8').trim()
  // Straight to the descriptor: opening process.stdout takes longer than all the rest of this.
  writeSync(1, `opsctl/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else if (tooOld(process.versions.node)) {
  elsewhere()
} else {
  const home = process.env.HOME || process.env.USERPROFILE
  const cache = process.env.XDG_CACHE_HOME || (home && join(home, '.cache'))
  const { enableCompileCache } = load('node:module')
  if (enableCompileCache && cache) enableCompileCache(join(cache, 'opsctl', 'compiled'))
  const { main } = await import(`../dist/${wayOf(args)}.js`)
  await main(args, root)
}

// Two commands whose time is counted have a way of their own.
function wayOf([first, second]) {
  if (first === 'rollback') return 'express-rollback'
  return first === 'release' && second === 'bump' ? 'express' : 'main'
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
  const { spawnSync } = load('node:child_process')
  const child = spawnSync(pinned, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' })
  process.exitCode = child.status === null ? 1 : child.status
}
