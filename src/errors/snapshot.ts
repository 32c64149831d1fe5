import { OpsctlError } from './opsctl-error.ts'

/** A listing that is not whole: what is missing from it might be taken for gone. */
export function pageCut(why: string): OpsctlError {
  return new OpsctlError({
    code: 'PAGE_CUT',
    kind: 'failed',
    message: `The list of snapshots is not whole: ${why}.`,
    now: 'Nothing was changed.',
    next: ['run it again'],
  })
}

export function snapshotUnknown(id: string, account: string, region: string): OpsctlError {
  return new OpsctlError({
    code: 'SNAPSHOT_UNKNOWN',
    kind: 'input',
    message: `There is no snapshot ${id} in account ${account}, region ${region}.`,
    now: 'Nothing was started and nothing was changed.',
    next: ['list those that are there: opsctl snapshot list -e ENV'],
    details: { field: 'ID', id },
  })
}

/** A snapshot of another environment, project or account. */
export function snapshotForeign(id: string, environment: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'SNAPSHOT_FOREIGN',
    kind: 'input',
    message: `${id} is not a snapshot of ${environment}: ${why}.`,
    now: 'Nothing was started and nothing was changed.',
    next: [`list those of ${environment}: opsctl snapshot list -e ${environment}`],
    details: { field: 'ID', id, environment },
  })
}

/** No snapshot fits what was asked for. */
export function noSnapshot(environment: string, what: string): OpsctlError {
  return new OpsctlError({
    code: 'NO_SNAPSHOT',
    kind: 'failed',
    message: `${environment} has no ${what}.`,
    now: 'Nothing was changed.',
    next: [`make one: opsctl snapshot create -e ${environment}`],
  })
}

/** Nothing that holds data fits the selector. */
export function noVolume(environment: string, selector: string): OpsctlError {
  return new OpsctlError({
    code: 'NO_VOLUME',
    kind: 'failed',
    message: `No volume or database of ${environment} fits ${selector}.`,
    now: 'Nothing was changed.',
    next: [
      'see what is built: opsctl infra output -e ENV',
      'or name one: --of vol-…, --of NAME for RDS',
    ],
  })
}

export function snapshotNotReady(id: string, state: string, minutes: number): OpsctlError {
  return new OpsctlError({
    code: 'SNAPSHOT_NOT_READY',
    kind: 'failed',
    message: `${id} is ${state}${minutes > 0 ? ` after ${minutes} minutes` : ''}.`,
    now: 'AWS goes on with it; the data in it is that of the moment it was begun.',
    next: ['look at it: opsctl snapshot list -e ENV'],
    details: { id, state },
  })
}

/** Everybody may read it, or it is not encrypted. */
export function snapshotExposed(id: string, why: string): OpsctlError {
  return new OpsctlError({
    code: 'SNAPSHOT_EXPOSED',
    kind: 'gate',
    message: `${id} ${why}.`,
    now: 'Nothing was changed.',
    next: [
      'look who could have read or replaced it, and mend that',
      'use it all the same: add --allow-exposed',
    ],
    details: { id },
  })
}

/** The verification came to its end and its answer is no. */
export function snapshotBad(id: string, failures: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'SNAPSHOT_BAD',
    kind: 'gate',
    message: `${id} cannot be relied on:\n${failures.map((line) => `  ${line}`).join('\n')}`,
    now: 'The scratch host and volume are gone; the snapshot is tagged as bad.',
    next: [
      'make a new one: opsctl snapshot create -e ENV',
      'and verify it: opsctl snapshot verify --latest -e ENV',
    ],
    details: { id, failures },
  })
}

/** The plan that should only take a volume over would do more. */
export function adoptionRefused(environment: string, changes: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'ADOPTION_REFUSED',
    kind: 'gate',
    message: `Taking what was restored into the state would do more than that: ${changes.join(', ')}.`,
    now: 'The restored data serves; only the state does not know it yet.',
    next: [`see what else differs: opsctl infra plan -e ${environment}`, 'mend it, then resume'],
    details: { changes },
  })
}

/** A plan loses data of which no proven copy exists. */
export function dataUncovered(environment: string, lines: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'DATA_UNCOVERED',
    kind: 'gate',
    message: `The plan for ${environment} loses data, and no verified snapshot covers it:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    now: 'Nothing was changed.',
    next: [
      `opsctl snapshot create -e ${environment}`,
      `opsctl snapshot verify --latest -e ${environment}`,
      `or type it at a terminal: ${environment} without a snapshot`,
    ],
    details: { uncovered: lines },
  })
}

/** A deployment migrates the database, and no proven copy leads back. */
export function migrationUncovered(
  environment: string,
  migrations: readonly string[],
  lines: readonly string[],
): OpsctlError {
  return new OpsctlError({
    code: 'MIGRATION_UNCOVERED',
    kind: 'gate',
    message: `${migrations.join(', ')} would change the database of ${environment}, and no verified snapshot leads back:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    now: 'Nothing was changed.',
    next: [
      `opsctl snapshot create -e ${environment}`,
      `opsctl snapshot verify --latest -e ${environment}`,
      `or without a way back, on record: --without-snapshot ${environment}`,
    ],
    details: { migrations, uncovered: lines },
  })
}
