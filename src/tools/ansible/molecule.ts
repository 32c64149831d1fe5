import type { CommandLine } from '../../ports/exec.ts'

/** Where Molecule runs, and what its scenarios take from the environment. */
export interface MoleculePlace {
  /** Folder with molecule and ansible-playbook. */
  readonly bin: string
  /** Absolute Ansible folder; roles/ROLE/molecule/SCENARIO below it. */
  readonly dir: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Name of the image of the hosts. */
  readonly image: string
  /** Part of the containers' names and the value of their label. */
  readonly run: string
  /** Of the stand-in for Secrets Manager, on 127.0.0.1. */
  readonly port: number
}

export interface Scenario {
  readonly role: string
  readonly scenario: string
}

/** The label of all containers that tests started. */
export const testLabel = 'opsctl.test'

/** `test`: the whole sequence of molecule/base.yml; `destroy`: its end alone. */
export function molecule(
  at: MoleculePlace,
  { role, scenario }: Scenario,
  action: 'test' | 'destroy',
): CommandLine {
  return {
    file: `${at.bin}/molecule`,
    cwd: `${at.dir}/roles/${role}`,
    env: {
      ...at.env,
      PATH: `${at.bin}:${at.env['PATH'] ?? ''}`,
      NO_COLOR: '1',
      ANSIBLE_NOCOLOR: '1',
      OPSCTL_TEST_IMAGE: at.image,
      OPSCTL_TEST_RUN: at.run,
      OPSCTL_TEST_PORT: String(at.port),
    },
    args: ['--base-config', `${at.dir}/molecule/base.yml`, action, '--scenario-name', scenario],
    effect: 'change',
  }
}

/** IDs of the containers that tests of this run's name left, a line each. */
export function testContainers(run: string): CommandLine {
  const args = ['ps', '--all', '--quiet', '--filter', `label=${testLabel}=${run}`]
  return { file: 'podman', args, effect: 'read' }
}

export function removeContainers(ids: readonly string[]): CommandLine {
  const args = ['rm', '--force', '--ignore', '--volumes', '--time=1', '--', ...ids]
  return { file: 'podman', args, effect: 'change' }
}
