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

export interface Backend {
  readonly bucket: string
  readonly key: string
  readonly region: string
}

function place(at: TerraformPlace): Pick<CommandLine, 'file' | 'cwd' | 'env'> {
  return {
    file: at.program,
    cwd: at.dir,
    env: { ...at.env, TF_DATA_DIR: at.dataDir, TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
  }
}

/** `terraform version -json`. */
export function version(program: string): CommandLine {
  return { file: program, args: ['version', '-json'], effect: 'read' }
}

/** Installs providers and binds the working folder to the environment's state. */
export function init(at: TerraformPlace, backend: Backend): CommandLine {
  return {
    ...place(at),
    args: [
      'init',
      '-input=false',
      '-no-color',
      '-reconfigure',
      `-backend-config=bucket=${backend.bucket}`,
      `-backend-config=key=${backend.key}`,
      `-backend-config=region=${backend.region}`,
    ],
    // Writes below dataDir only; the world stays as it was.
    effect: 'read',
  }
}

export interface PlanOptions {
  /** Absolute path of the plan file to write. */
  readonly out: string
  /** Absolute path of the environment's variables. */
  readonly varFile: string
  readonly destroy: boolean
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
      ...(options.destroy ? ['-destroy'] : []),
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
