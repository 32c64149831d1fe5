import { execIn } from '../../tools/podman.ts'
import type { SandboxPorts, SandboxRecord } from '../record.ts'
import { worldNow } from '../status.ts'

const unit = 'opsctl-prometheus.service'

/** Stops Prometheus on every monitoring host, until somebody starts it. */
export function stopPrometheus(ports: SandboxPorts, record: SandboxRecord): Promise<void> {
  return onMonitoringHosts(ports, record, ['systemctl', 'stop', unit])
}

export function startPrometheus(ports: SandboxPorts, record: SandboxRecord): Promise<void> {
  return onMonitoringHosts(ports, record, ['systemctl', 'start', unit])
}

async function onMonitoringHosts(
  ports: SandboxPorts,
  record: SandboxRecord,
  words: readonly string[],
): Promise<void> {
  const world = await worldNow(ports, record)
  for (const { id, tags } of world?.instances ?? []) {
    if (tags['Role'] !== 'monitoring') continue
    const command = { ...execIn(record.engine, id, words), effect: 'change' } as const
    const done = await ports.exec.run(command)
    if (done.exitCode !== 0) ports.news(`${id}: ${words.join(' ')}: ${done.stderr.trim()}`)
  }
}
