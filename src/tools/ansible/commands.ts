import type { CommandLine } from '../../ports/exec.ts'

/** Where and as whom Ansible runs. */
export interface AnsiblePlace {
  /** Folder with ansible-playbook and ansible-inventory, or null for the PATH. */
  readonly bin: string | null
  /** Absolute folder that holds ansible.cfg. */
  readonly dir: string
  /** Credentials, region, endpoints, OPSCTL_ENV and OPSCTL_PROJECT. */
  readonly env: Readonly<Record<string, string | undefined>>
}

function program(at: AnsiblePlace, name: string): string {
  return at.bin === null ? name : `${at.bin}/${name}`
}

/**
 * The settings are named rather than found: Ansible takes the first of several places. And Python
 * writes nothing beside the plug-ins: on a full disk it leaves half a file of bytecode there, which
 * each later run then fails to load.
 */
function environment(at: AnsiblePlace): Readonly<Record<string, string | undefined>> {
  return { ...at.env, ANSIBLE_CONFIG: `${at.dir}/ansible.cfg`, PYTHONDONTWRITEBYTECODE: '1' }
}

export interface PlaybookOptions {
  readonly playbook: string
  /** Absolute path of a JSON file with extra variables, mode 0600. */
  readonly varsFile: string
  /** Only say what would change. */
  readonly check: boolean
  /** Host names (instance IDs) to which the run is limited; empty means all. */
  readonly only: readonly string[]
  /** Host names to which it is not sent, whatever `only` says. */
  readonly spared: readonly string[]
  readonly extra: readonly string[]
}

/** Runs the playbook; our callback plug-in prints one JSON event a line. */
export function playbook(at: AnsiblePlace, options: PlaybookOptions): CommandLine {
  return {
    file: program(at, 'ansible-playbook'),
    cwd: at.dir,
    env: {
      ...environment(at),
      ANSIBLE_STDOUT_CALLBACK: 'opsctl_events',
      ANSIBLE_NOCOLOR: '1',
      PYTHONUNBUFFERED: '1',
    },
    args: [
      '--extra-vars',
      `@${options.varsFile}`,
      ...(options.check ? ['--check'] : []),
      ...limit(options),
      ...options.extra,
      '--',
      options.playbook,
    ],
    effect: options.check ? 'read' : 'change',
    // Each has a session of its own since ansible-core 2.19 (executor/process/worker.py, _detach).
    outlivedByWorkers: true,
  }
}

function limit({ only, spared }: PlaybookOptions): readonly string[] {
  if (only.length === 0 && spared.length === 0) return []
  const names = only.length === 0 ? ['all'] : only
  // Localhost plays hold the run's own checks and belong to every run.
  return ['--limit', ['localhost', ...names, ...spared.map((host) => `!${host}`)].join(',')]
}

/** The whole inventory as JSON: groups, and variables below `_meta.hostvars`. */
export function inventory(at: AnsiblePlace): CommandLine {
  return {
    file: program(at, 'ansible-inventory'),
    cwd: at.dir,
    env: environment(at),
    args: ['--list'],
    effect: 'read',
  }
}

/** First line: `ansible-playbook [core 2.21.5]`. */
export function version(at: AnsiblePlace): CommandLine {
  return { file: program(at, 'ansible-playbook'), args: ['--version'], effect: 'read' }
}
