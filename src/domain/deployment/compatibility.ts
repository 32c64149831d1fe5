/**
 * Migrations are named NNNN_expand_what or NNNN_contract_what (api/migrations). After an `expand`
 * the release before still works; a `contract` takes something away from it. What cannot be told
 * counts as a contract.
 */
const form = /^\d{4}_(expand|contract)_[a-z0-9_]+$/

/** The names in `own` that are not in `applied`: what this image would still apply. */
export function pendingMigrations(
  own: readonly string[],
  applied: readonly string[],
): readonly string[] {
  return own.filter((name) => !applied.includes(name))
}

/** Those of the names after which a release that does not know them no longer works. */
export function contracting(names: readonly string[]): readonly string[] {
  return names.filter((name) => form.exec(name)?.[1] !== 'expand')
}

/**
 * Migrations of the database that make an image with these own migrations unusable: applied,
 * unknown to the image, and not an expand. Empty: the image can run on that database.
 */
export function obstacles(own: readonly string[], applied: readonly string[]): readonly string[] {
  return contracting(applied.filter((name) => !own.includes(name)))
}

/** The number of the newest migration, 0 when there is none. */
export function schemaVersion(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => Number(/^\d{4}/.exec(name)?.[0] ?? 0)))
}
