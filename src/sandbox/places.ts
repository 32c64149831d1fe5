/** Fixed names and addresses: contract between Terraform's network, Ansible and the sandbox. */
export const network = { name: 'opsctl-sandbox', subnet: '10.20.0.0/16' } as const

export const parts = {
  balancer: { name: 'opsctl-sandbox-lb', address: '10.20.255.10' },
  registry: { name: 'opsctl-sandbox-registry', address: '10.20.255.11' },
} as const

/** Where HAProxy shows its counters, on the load balancer's address. */
export const metricsPort = 8405

export const account = '123456789012'

/** What a function of this room gets to know of the process it runs in. */
export interface SandboxSettings {
  /** The folder that holds sandbox/ and ansible/: the checkout, or the installed package. */
  readonly project: string
  readonly region: string
  /** The process's environment (PATH, HOME, XDG_*, PYENV_ROOT are read). */
  readonly env: Readonly<Record<string, string | undefined>>
  /** How to start this program's controller; `--state FOLDER` is added. */
  readonly controller: { readonly file: string; readonly args: readonly string[] }
  /** The same for its relay, which faults need. */
  readonly relay: { readonly file: string; readonly args: readonly string[] }
}

/** Where the machine's sandbox keeps its state (XDG base directories). */
export function stateFolder(env: SandboxSettings['env']): string {
  return `${env['XDG_STATE_HOME'] || `${env['HOME'] ?? ''}/.local/state`}/opsctl/sandbox`
}

/** Where Python environments are kept between sandboxes. */
export function cacheFolder(env: SandboxSettings['env']): string {
  return `${env['XDG_CACHE_HOME'] || `${env['HOME'] ?? ''}/.cache`}/opsctl`
}

/** The files under the state folder. */
export function placesIn(state: string) {
  return {
    record: `${state}/sandbox.json`,
    world: `${state}/world`,
    balancer: `${state}/lb`,
    registry: `${state}/registry`,
    discovery: `${state}/discovery`,
    faults: `${state}/faults.json`,
    logs: `${state}/logs`,
    run: `${state}/run`,
    generations: `${state}/run/generations.json`,
  }
}
