import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const build = join(import.meta.dirname, '../../sandbox/images/host/build')

/**
 * A program that the sandbox's machines have: this machine's own, or else a copy out of their image.
 * Null when there is neither.
 */
export function debianProgram(name: string): string | null {
  if (spawnSync(name, ['--version']).status === 0) return name
  const image = spawnSync(build, ['--name-only'], { encoding: 'utf8' }).stdout?.trim()
  const made = spawnSync('podman', ['create', image ?? '', 'true'], { encoding: 'utf8' })
  if (made.status !== 0) return null
  const container = made.stdout.trim()
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-program-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const copy = join(folder, name)
  const copied = spawnSync('podman', ['cp', `${container}:/usr/bin/${name}`, copy])
  spawnSync('podman', ['rm', container])
  return copied.status === 0 ? copy : null
}
