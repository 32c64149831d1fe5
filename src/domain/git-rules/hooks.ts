/** The hooks that opsctl writes, and what each hands to `git check`. */
export const hooks = {
  'commit-msg': '--message "$1"',
  'pre-push': '--pre-push',
} as const

export type HookName = keyof typeof hooks
export const hookNames = Object.keys(hooks) as HookName[]

const mark = '# Written by "opsctl git hooks install"; "opsctl git hooks uninstall" takes it back.'

/**
 * A hook: the project's own opsctl, the one on the PATH, or the one that wrote this, whichever is
 * found first. All that can change is in opsctl, so a hook never has to be renewed.
 */
export function hookText(name: HookName, program: string): string {
  return `#!/bin/sh
${mark}
for opsctl in ./node_modules/.bin/opsctl "$(command -v opsctl)" ${quoted(program)}; do
  if [ -x "$opsctl" ]; then exec "$opsctl" git check ${hooks[name]}; fi
done
echo 'opsctl was not found: install it, or delete this hook:' "$0" >&2
exit 1
`
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}

/** Written by opsctl, whichever version. */
export function isOurs(text: string): boolean {
  return text.split('\n', 3).includes(mark)
}

/** Somebody else's hook that asks opsctl all the same. */
export function asksOpsctl(text: string): boolean {
  return /^[^#\n]*\bopsctl"? git check\b/m.test(text)
}

/** The line that a hook of somebody else needs. */
export function lineFor(name: HookName): string {
  return `npx --no-install opsctl git check ${hooks[name]} || exit 1`
}
