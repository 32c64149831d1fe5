import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machineImage } from './sandbox-parts.ts'

/**
 * A program that the sandbox's machines have: this machine's own, or else a copy out of their image,
 * which is built when it is missing.
 * @throws Error when podman cannot copy it
 */
export async function debianProgram(name: string): Promise<string> {
  if (spawnSync(name, ['--version']).status === 0) return name
  const made = spawnSync('podman', ['create', await machineImage(), 'true'], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`podman create: ${made.stderr}`)
  const container = made.stdout.trim()
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-program-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const copy = join(folder, name)
  const copied = spawnSync('podman', ['cp', `${container}:/usr/bin/${name}`, copy])
  spawnSync('podman', ['rm', container])
  if (copied.status !== 0) throw new Error(`podman cp: ${copied.stderr}`)
  return copy
}
