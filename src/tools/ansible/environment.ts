/** What a person may set for Ansible: where it keeps its own files, and how much it does at once. */
const kept: ReadonlySet<string> = new Set([
  'ANSIBLE_COLLECTIONS_PATH',
  'ANSIBLE_FORKS',
  'ANSIBLE_HOME',
  'ANSIBLE_LOCAL_TEMP',
  'ANSIBLE_REMOTE_TEMP',
])

/** Variables that load other code into Python. */
const python: ReadonlySet<string> = new Set(['PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP'])

/**
 * The variables of the caller's environment that a child must not inherit, as `undefined`: any
 * setting of Ansible can be overridden by one (inventory, callback, connection, vault password).
 */
export function withoutForeignSettings(
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, undefined>> {
  const names = Object.keys(given).filter(
    (name) => python.has(name) || (name.startsWith('ANSIBLE_') && !kept.has(name)),
  )
  return Object.fromEntries(names.map((name) => [name, undefined]))
}
