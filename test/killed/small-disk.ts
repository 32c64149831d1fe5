import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What became of one run, of the next `resume`, and of the same command again. */
export interface SmallDiskRun {
  /** KiB that were free. */
  readonly room: number
  readonly code: number | null
  readonly stderr: string
  readonly lock: { readonly state: string }
  readonly resumed: { readonly status: number; readonly code?: string }
  readonly again: { readonly status: number }
  /** Whether all is there in the end, and was made once. */
  readonly made: boolean
}

/** Why nothing can be mounted here; null when it can. */
export function cannotMount(): string | null {
  if (process.getuid?.() !== 0) return 'not root'
  const tried = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'opsctl-test', '/mnt'])
  return tried.status === 0 ? null : 'no mount namespace of its own is allowed'
}

/** The real command on a small disk with so much room (KiB), once for each; each must end well. */
export function onSmallDisk(what: 'infra' | 'config', rooms: readonly number[]): void {
  const disk = mkdtempSync(join(tmpdir(), 'opsctl-small-'))
  const child = join(import.meta.dirname, 'small-disk-child.ts')
  const args = ['-m', process.execPath, child, disk, what, ...rooms.map(String)]
  const ended = spawnSync('unshare', args, { encoding: 'utf8' })
  rmSync(disk, { recursive: true })
  assert.equal(ended.status, 0, ended.stderr)
  const runs = JSON.parse(ended.stdout) as SmallDiskRun[]
  assert.equal(runs.length, rooms.length)
  for (const run of runs) {
    const why = JSON.stringify(run)
    assert.equal(run.code, 1, why)
    assert.match(run.stderr, /^Error /m, why)
    assert.match(run.stderr, /^Now /m, why)
    assert.match(run.stderr, /no space left/i, why)
    assert.match(run.stderr, /df -h/, why)
    assert.doesNotMatch(run.stderr, /did not foresee/, why)
    assert.ok(['free', 'left-behind'].includes(run.lock.state), why)
    // Hosts that failed for want of room are told again; the command itself repeats them.
    assert.ok(run.resumed.status === 0 || run.resumed.code === 'HOSTS_FAILED', why)
    assert.deepEqual([run.again.status, run.made], [0, true], why)
  }
}
