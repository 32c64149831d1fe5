import type { CommandLine } from '../../ports/exec.ts'

/** Where and as whom Terraform runs. */
export interface TerraformPlace {
  /** `terraform` or `tofu`, or an absolute path to one. */
  readonly program: string
  /** Absolute folder of the root module. */
  readonly dir: string
  /** Absolute folder for providers and backend settings, one for each environment. */
  readonly dataDir: string
  /** Credentials, region, endpoints. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Where the state is. The root module's backend block is empty; this fills it in. */
export type Backend =
  | {
      readonly type: 's3'
      readonly bucket: string
      readonly key: string
      readonly region: string
    }
  | {
      readonly type: 'local'
      /** Absolute path of the state file. */
      readonly path: string
    }

function place(at: TerraformPlace): Pick<CommandLine, 'file' | 'cwd' | 'env'> {
  return {
    file: at.program,
    cwd: at.dir,
    env: {
      ...at.env,
      TF_DATA_DIR: at.dataDir,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      // One environment, one state: a workspace chosen by hand in this folder counts for nothing.
      TF_WORKSPACE: 'default',
    },
  }
}

/** Its own version and, in an initialised folder, those of the providers. */
export function version(at: TerraformPlace): CommandLine {
  return { ...place(at), args: ['version', '-json'], effect: 'read' }
}

/**
 * Installs providers and binds the working folder to the environment's state. With `providers`,
 * absolute folders in the layout of a filesystem mirror, they come from there and nowhere else.
 */
export function init(
  at: TerraformPlace,
  backend: Backend,
  providers: readonly string[] = [],
): CommandLine {
  return {
    ...place(at),
    args: [
      'init',
      '-input=false',
      '-no-color',
      '-reconfigure',
      ...backendWords(backend),
      ...providers.map((folder) => `-plugin-dir=${folder}`),
    ],
    // Writes below dataDir only; the world stays as it was.
    effect: 'read',
  }
}

function backendWords(backend: Backend): readonly string[] {
  if (backend.type === 'local') return [`-backend-config=path=${backend.path}`]
  return [
    `-backend-config=bucket=${backend.bucket}`,
    `-backend-config=key=${backend.key}`,
    `-backend-config=region=${backend.region}`,
  ]
}

/** The same in words, for a plan's binding and for people. */
export function backendName(backend: Backend): string {
  return backend.type === 'local'
    ? `local ${backend.path}`
    : `s3 ${backend.bucket}/${backend.key} ${backend.region}`
}

export interface PlanOptions {
  /** Absolute path of the plan file to write. */
  readonly out: string
  /** Absolute path of the environment's variables. */
  readonly varFile: string
  /** `normal`, `destroy` everything, or `refresh-only`: compare the state with the world alone. */
  readonly mode: 'normal' | 'destroy' | 'refresh-only'
  /** False: believe the state, do not ask the world. */
  readonly refresh: boolean
  /** Seconds to wait for the state's lock. */
  readonly lockWaitSeconds: number
  /** What the user gave after `--`. */
  readonly extra: readonly string[]
}

/** Exit code 0: no changes, 2: changes, 1: failed. */
export function plan(at: TerraformPlace, options: PlanOptions): CommandLine {
  return {
    ...place(at),
    args: [
      'plan',
      '-json',
      '-input=false',
      '-detailed-exitcode',
      `-lock-timeout=${options.lockWaitSeconds}s`,
      `-var-file=${options.varFile}`,
      `-out=${options.out}`,
      ...(options.mode === 'normal' ? [] : [`-${options.mode}`]),
      ...(options.refresh ? [] : ['-refresh=false']),
      ...options.extra,
    ],
    // Takes and releases the state's lock; changes nothing.
    effect: 'read',
  }
}

/** The plan file as JSON, sensitive values included: for reading by machine, never for printing. */
export function showPlan(at: TerraformPlace, planFile: string): CommandLine {
  return { ...place(at), args: ['show', '-json', '-no-color', planFile], effect: 'read' }
}

/** Applies exactly this plan file; its events are JSON lines. */
export function apply(
  at: TerraformPlace,
  planFile: string,
  lockWaitSeconds: number,
  effect: 'change' | 'destroy',
): CommandLine {
  return {
    ...place(at),
    args: ['apply', '-json', '-input=false', `-lock-timeout=${lockWaitSeconds}s`, planFile],
    effect,
  }
}

/** The root module's outputs as JSON, sensitive ones included. */
export function output(at: TerraformPlace): CommandLine {
  return { ...place(at), args: ['output', '-json', '-no-color'], effect: 'read' }
}

/** The addresses in the state, one a line. */
export function stateList(at: TerraformPlace): CommandLine {
  return { ...place(at), args: ['state', 'list'], effect: 'read' }
}

/** Breaks the state's lock with this ID; only after its holder is known to be dead. */
export function forceUnlock(at: TerraformPlace, lockId: string): CommandLine {
  return { ...place(at), args: ['force-unlock', '-force', '--', lockId], effect: 'change' }
}

/** The whole state as JSON, secrets included: for reading by machine. Empty when there is none. */
export function statePull(at: TerraformPlace): CommandLine {
  return { ...place(at), args: ['state', 'pull'], effect: 'read' }
}

/** Writes a state file to the backend; Terraform refuses an older one or another lineage. */
export function statePush(at: TerraformPlace, file: string): CommandLine {
  return { ...place(at), args: ['state', 'push', '--', file], effect: 'change' }
}

/** The dependencies of resources as a DOT text. */
export function graph(at: TerraformPlace): CommandLine {
  return { ...place(at), args: ['graph'], effect: 'read' }
}

/** Writes the checksums of the providers for these platforms to the lock file. */
export function providersLock(at: TerraformPlace, platforms: readonly string[]): CommandLine {
  const words = platforms.map((platform) => `-platform=${platform}`)
  return { ...place(at), args: ['providers', 'lock', '-no-color', ...words], effect: 'change' }
}

/** The state as JSON, sensitive values included: for reading by machine, never for printing. */
export function showState(at: TerraformPlace): CommandLine {
  return { ...place(at), args: ['show', '-json', '-no-color'], effect: 'read' }
}

/** Has the state forget these addresses; what they name stays as it is. */
export function stateRemove(at: TerraformPlace, addresses: readonly string[]): CommandLine {
  return { ...place(at), args: ['state', 'rm', ...addresses], effect: 'change' }
}
