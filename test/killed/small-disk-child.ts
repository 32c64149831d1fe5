// Started by small-disk.ts in a mount namespace of its own: a file system of 4 MB of which the command
// finds so much room as each run is given (KiB), and what became of each run as JSON.
import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigWorld } from '../ansible/world.ts'
import type { SmallDiskRun } from './small-disk.ts'
import { KilledWorld } from './world.ts'

const [disk = '', what = '', ...rooms] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'opsctl-test', disk])
process.env['TMPDIR'] = disk

const words = [...(what === 'infra' ? ['infra', 'up'] : ['config', 'apply']), '-e', 'dev', '--yes']
const runs: SmallDiskRun[] = []
for (const room of rooms) {
  const world = what === 'infra' ? new KilledWorld() : new ConfigWorld()
  await world.open()
  if (world instanceof ConfigWorld) world.takes(0)
  const { bavail, bsize } = statfsSync(disk)
  const ballast = join(world.folder, 'ballast')
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - Number(room) * 1024))
  const { code, stderr } = await world.run(words)
  rmSync(ballast)
  const lock = await world.json(['lock', 'status', '-e', 'dev'])
  const resumed = await world.json(['resume', '--yes'])
  const again = await world.json(words)
  const made = world instanceof ConfigWorld ? world.made().length === 9 : world.has('made')
  const once = world instanceof ConfigWorld ? world.overlaps() === '' : !world.has('overlaps')
  runs.push({ room: Number(room), code, stderr, lock, resumed, again, made: made && once })
  world.close()
}
writeFileSync(1, JSON.stringify(runs))
