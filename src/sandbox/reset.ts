import { sandboxDown } from './down.ts'
import type { SandboxSettings } from './places.ts'
import type { SandboxPorts } from './record.ts'
import { type SandboxFacts, sandboxUp } from './up.ts'

/** A new, empty sandbox: down, then up. All data of the present one is lost. */
export async function sandboxReset(
  ports: SandboxPorts,
  settings: SandboxSettings,
): Promise<SandboxFacts> {
  await sandboxDown(ports, settings)
  return sandboxUp(ports, settings)
}
