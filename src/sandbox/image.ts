import { toolFailed } from '../errors/index.ts'
import type { ContainerEngine } from '../tools/podman.ts'
import type { SandboxSettings } from './places.ts'
import type { SandboxPorts } from './record.ts'

/**
 * The name of the machines' image, built when it is missing.
 * @throws OpsctlError TOOL_FAILED with the build's last words.
 */
export async function hostImage(
  ports: SandboxPorts,
  settings: SandboxSettings,
  engine: ContainerEngine,
): Promise<string> {
  const file = `${settings.project}/sandbox/images/host/build`
  const args = ['--engine', engine.file]
  const named = await ports.exec.run({ file, args: [...args, '--name-only'], effect: 'read' })
  const there = ['image', 'inspect', named.stdout.trim()]
  const known = await ports.exec.run({ file: engine.file, args: there, effect: 'read' })
  if (named.exitCode === 0 && known.exitCode === 0) return named.stdout.trim()
  ports.news("building the image of the sandbox's machines, once: about two minutes")
  const built = await ports.exec.run({ file, args, effect: 'change' })
  if (built.exitCode === 0) return built.stdout.trim()
  throw toolFailed(
    file,
    `failed: ${built.stderr.trim().slice(-800)}`,
    'No part of the sandbox was started.',
    ['try again: opsctl sandbox up'],
  )
}
