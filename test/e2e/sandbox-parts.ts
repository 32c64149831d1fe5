import { join } from 'node:path'
import { findEngine } from '../../src/sandbox/engine.ts'
import { hostImage } from '../../src/sandbox/image.ts'
import type { SandboxSettings } from '../../src/sandbox/places.ts'
import { pythonEnvironment } from '../../src/sandbox/python.ts'
import { realPorts } from '../sandbox/real-ports.ts'

const entry = join(import.meta.dirname, '../sandbox/entry.ts')

/** A sandbox of this checkout, with its processes as the tests start them. */
export function settingsOf(env: SandboxSettings['env']): SandboxSettings {
  return {
    project: join(import.meta.dirname, '../..'),
    region: 'eu-west-3',
    env,
    controller: { file: process.execPath, args: [entry, 'controller'] },
    relay: { file: process.execPath, args: [entry, 'relay'] },
  }
}

/** Folder of the sandbox's python and ansible-playbook; made when `sandbox up` never ran here. */
export async function sandboxPython(): Promise<string> {
  return join(await pythonEnvironment(realPorts, settingsOf(process.env)), 'bin')
}

/** Name of the image of the sandbox's machines; built when it is not there. */
export async function machineImage(): Promise<string> {
  return hostImage(realPorts, settingsOf(process.env), await findEngine(realPorts.exec))
}
