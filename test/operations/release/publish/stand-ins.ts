import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A trigger is a file named after a point. What reaches the point takes the trigger away and does what
 * it says. `kill` sends SIGKILL to the opsctl whose pid stands beside it, and the child goes on alone;
 * `die` is the end of both, as when the machine goes; `fail` fails there.
 */
const shellPoint = (triggers: string) => `
point() {
  [ -e "${triggers}/$1" ] || return 0
  what=$(cat "${triggers}/$1"); rm "${triggers}/$1"
  [ "$what" = fail ] || { kill -9 "$(cat "${triggers}/pid")"; sleep 0.1; }
  [ "$what" != kill ] || return 0
  echo "told to fail at $1" >&2
  exit 1
}
`

/** Hooks that are the points around commit, tag and push. */
export function installHooks(hooks: string, triggers: string, side: 'clone' | 'remote'): void {
  const scripts: Record<string, string> =
    side === 'clone'
      ? {
          'pre-commit': 'point commit-before',
          'post-commit': 'point commit-after',
          'reference-transaction':
            'grep -q " refs/tags/" || exit 0\n' +
            'case "$1" in prepared) point tag-before;; committed) point tag-after;; esac',
          'pre-push': 'point push-before',
        }
      : { 'pre-receive': 'point receive-before', 'post-receive': 'point push-after' }
  mkdirSync(hooks, { recursive: true })
  for (const [name, body] of Object.entries(scripts)) {
    executable(join(hooks, name), `#!/bin/sh\n${shellPoint(triggers)}${body}\nexit 0\n`)
  }
}

/** A `podman` that knows build, inspect and push, and keeps its images as files. */
export function installPodman(bin: string, triggers: string): void {
  mkdirSync(bin, { recursive: true })
  executable(
    join(bin, 'podman'),
    `#!${process.execPath}
const { existsSync, readFileSync, rmSync, writeFileSync, appendFileSync } = require('node:fs')
const args = process.argv.slice(2)
const store = (tag) => '${bin}/image-' + tag.replace(/[^\\w.]/g, '_')
const point = async (name) => {
  const file = '${triggers}/' + name
  if (!existsSync(file)) return
  const what = readFileSync(file, 'utf8')
  rmSync(file)
  if (what !== 'fail') process.kill(Number(readFileSync('${triggers}/pid', 'utf8')), 'SIGKILL')
  if (what !== 'kill') { console.error('told to ' + what + ' at ' + name); process.exit(125) }
  await new Promise((resolve) => setTimeout(resolve, 300))
}
const main = async () => {
  if (args[0] === 'build') {
    await point('build-before')
    const tag = args[args.indexOf('--tag') + 1]
    const commit = args.find((word) => word.startsWith('APP_COMMIT=')).slice(11)
    const version = args.find((word) => word.startsWith('APP_VERSION=')).slice(12)
    // What is built is what the commit holds, not what lies around in the working tree.
    if (existsSync('untracked')) throw new Error('built from the working tree')
    const service = readFileSync('service.txt', 'utf8').trim()
    writeFileSync(store(tag), JSON.stringify({ 'org.opencontainers.image.revision': commit, version, service }))
    appendFileSync('${bin}/builds', tag + '\\n')
    await point('build-after')
  } else if (args[0] === 'image') {
    const tag = args.at(-1)
    // The image with Node is there; its own script asks for it.
    if (tag.startsWith('localhost/shop:') && !existsSync(store(tag))) process.exit(1)
    console.log('sha256:' + 'a'.repeat(64))
  } else if (args[0] === 'push') {
    await point('upload-before')
    const [tag, target] = args.slice(args.indexOf('--') + 1)
    const [, host, path, name] = /^([^/]+)\\/(.+):([^:]+)$/.exec(target)
    const url = 'http://' + host + '/v2/' + path + '/manifests/' + name
    const answer = await fetch(url, { method: 'PUT', body: readFileSync(store(tag)) })
    if (!answer.ok) throw new Error('status ' + answer.status)
    writeFileSync(args[args.indexOf('--digestfile') + 1], answer.headers.get('docker-content-digest'))
    await point('upload-after')
  } else throw new Error('unknown call: ' + args.join(' '))
}
main().catch((error) => { console.error(String(error)); process.exit(125) })
`,
  )
}

function executable(path: string, text: string): void {
  writeFileSync(path, text)
  chmodSync(path, 0o755)
}
