import { sandboxNotUp, sandboxPartUnknown } from '../errors/index.ts'
import { execIn } from '../tools/podman.ts'
import { isDatabase } from './databases.ts'
import { listContainers } from './engine.ts'
import { parts, placesIn, type SandboxSettings, stateFolder } from './places.ts'
import { readRecord, type SandboxPorts } from './record.ts'

const daemonNames = ['emulator', 'controller', 'relay']

/**
 * The last lines of a part's log: emulator, controller, lb, registry, an instance's journal, or what
 * the server of an RDS instance wrote.
 * @throws OpsctlError SANDBOX_NOT_UP, SANDBOX_PART_UNKNOWN.
 */
export async function sandboxLogs(
  ports: SandboxPorts,
  settings: SandboxSettings,
  part: string,
  lines: number,
): Promise<string> {
  const state = stateFolder(settings.env)
  const record = await readRecord(ports.files, state)
  if (record === null) throw sandboxNotUp()
  if (daemonNames.includes(part)) {
    const log = (await ports.files.read(`${placesIn(state).logs}/${part}.log`)) ?? ''
    return log.trimEnd().split('\n').slice(-lines).join('\n')
  }
  const programs: Record<string, string> = {
    lb: parts.balancer.name,
    registry: parts.registry.name,
  }
  const names = (await listContainers(ports.exec, record.engine)).map((one) => one.name)
  const hosts = names.filter((name) => name.startsWith('i-'))
  for (const name of names.filter(isDatabase)) programs[name] = name
  const count = String(lines)
  if (Object.hasOwn(programs, part)) {
    const args = ['logs', '--tail', count, programs[part] ?? '']
    const told = await ports.exec.run({ file: record.engine.file, args, effect: 'read' })
    return `${told.stdout}${told.stderr}`.trimEnd()
  }
  if (!hosts.includes(part))
    throw sandboxPartUnknown(part, [...daemonNames, ...Object.keys(programs), ...hosts])
  const told = await ports.exec.run(
    execIn(record.engine, part, ['journalctl', '--no-pager', '-n', count]),
  )
  return (told.exitCode === 0 ? told.stdout : told.stderr).trimEnd()
}
