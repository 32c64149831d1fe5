type Variables = Readonly<Record<string, string | undefined>>

// TF_ENCRYPTION: OpenTofu's encryption of state and plan, with its passphrase in it.
const secretName =
  /pass(word|wd|phrase)?$|secret$|token$|private_?key$|secret_?access_?key$|api_?key$|credentials?$|^TF_ENCRYPTION$/i

/** Whether a variable of this name guards something; what only names a secret does not. */
export function soundsSecret(name: string): boolean {
  return secretName.test(name)
}

/** A plain word or number (`test`, `sandbox`, `2`) guards nothing and would blank out half a text. */
const harmless = /^([a-z]+|\d+)$/

/** The names of the variables that are secrets by their name. */
export function secretNames(variables: Variables): readonly string[] {
  return Object.keys(variables).filter(soundsSecret)
}

/** The values of the variables that are secrets by their name. */
export function secretsIn(variables: Variables): readonly string[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    value !== undefined && soundsSecret(name) && !harmless.test(value) ? [value] : [],
  )
}
