import { OpsctlError } from './opsctl-error.ts'

const untouched = 'Nothing was changed.'

/** Something that a rollback would need is not there, so the way forth is not begun. */
export function wayBackMissing(environment: string, missing: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'WAY_BACK_MISSING',
    kind: 'gate',
    message: `There would be no way back: ${missing.join('; ')}.`,
    now: untouched,
    next: ['mend that first', `look: opsctl deploy status -e ${environment}`],
    details: { environment, missing },
  })
}

/** A migration takes away what the release that serves now still needs. */
export function contractMigration(environment: string, names: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'CONTRACT_MIGRATION',
    kind: 'input',
    message: `${names.join(', ')}: not backward compatible with the release that serves.`,
    now: untouched,
    next: [
      'ship the change in two releases, expand first (api/README.md)',
      'or accept that the old release stops serving and that only a restore leads back: --allow-contract',
    ],
    details: { environment, migrations: names },
  })
}

/** The database has moved on to where this image cannot follow. */
export function schemaMoved(
  environment: string,
  names: readonly string[],
  since: string | null,
): OpsctlError {
  const window = since === null ? 'all data since that snapshot' : `all data since ${since}`
  return new OpsctlError({
    code: 'SCHEMA_MOVED',
    kind: 'gate',
    message: `That image cannot run on the present schema: ${names.join(', ')} came after it.`,
    now: untouched,
    next: [
      `restore the database from a snapshot of before; ${window} would be lost: opsctl snapshot list -e ${environment}`,
      'or deploy a release that knows the present schema',
    ],
    details: { environment, migrations: names },
  })
}

/** `rollback` finds nothing that it could go to. */
export function noWayBack(environment: string, why: string, next: readonly string[]): OpsctlError {
  return new OpsctlError({
    code: 'NO_WAY_BACK',
    kind: 'input',
    message: `${environment} cannot be rolled back: ${why}.`,
    now: untouched,
    next,
    details: { environment },
  })
}
