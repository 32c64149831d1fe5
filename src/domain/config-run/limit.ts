/** Why a flag or a word cannot be taken; the fields of an error on bad input. */
export interface Refusal {
  readonly field: string
  readonly rule: string
  readonly fix: string
}

/** A host or a group by its plain name: no pattern, no option, no file, no other way to say "all". */
const plainName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/

export function isPlainName(name: string): boolean {
  return plainName.test(name)
}

/** Whether a name is a host's, which is its instance ID (inventory/*.yml); any other may be a group's. */
export function isHost(name: string): boolean {
  return /^i-[a-z0-9]+$/.test(name)
}

/** The names of a limit, `a,b`; or why it is none. An empty one would mean every host to Ansible. */
export function readLimit(
  text: string,
  environment: { readonly name: string; readonly protected: boolean },
): readonly string[] | Refusal {
  const field = '--limit'
  const names = text.split(',').map((name) => name.trim())
  if (names.every((name) => name === '')) {
    const fix = 'name hosts or groups, or leave --limit out'
    return { field, rule: 'it is empty, which Ansible takes for every host', fix }
  }
  const odd = names.find((name) => !isPlainName(name))
  if (odd !== undefined) {
    const rule = `${JSON.stringify(odd)} is no plain name of a host or a group`
    return { field, rule, fix: `see them: opsctl config inventory -e ${environment.name}` }
  }
  if (environment.protected && names.includes('all')) {
    const rule = `${environment.name} is protected: its hosts are named, or no limit is given`
    return { field, rule, fix: 'name a group, e.g. --limit role_app or --limit colour_blue' }
  }
  return names
}
