import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The login that podman or docker keep for a registry; null when there is none. Places and form:
 * containers-auth.json(5). Credential helpers are not asked.
 */
export async function registryLogin(registry: string): Promise<string | null> {
  const { env } = process
  const home = env['HOME'] ?? ''
  const files = [
    env['REGISTRY_AUTH_FILE'],
    env['XDG_RUNTIME_DIR'] && join(env['XDG_RUNTIME_DIR'], 'containers/auth.json'),
    join(home, '.config/containers/auth.json'),
    join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
  ]
  for (const file of files) {
    if (!file) continue
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text === null) continue
    const auths = (JSON.parse(text) as { auths?: Record<string, { auth?: string }> }).auths ?? {}
    const found = auths[registry]?.auth
    if (found) return found
  }
  return null
}
