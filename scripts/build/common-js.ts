/**
 * What bundled CommonJS packages expect to find: `require`, `__filename`, `__dirname`. Prepended only to
 * the files that use them, and the real `require` is made when something asks for more than Node's
 * own modules: making it for each file at start-up cost a quarter of the way to a command's body.
 */
const require = [
  "const __real=()=>process.getBuiltinModule('node:module').createRequire(import.meta.url)",
  'const require=Object.assign(id=>process.getBuiltinModule(id)??__real()(id),{resolve:(...a)=>__real().resolve(...a)})',
]
const names = { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' }

/** The text to put before a bundled file's own; empty when it needs nothing. */
export function commonJsPrelude(bundled: string): string {
  const lines = Object.entries(names)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(bundled))
    .map(([name, value]) => `const ${name}=${value}`)
  if (/\brequire\b/.test(bundled)) lines.unshift(...require)
  return lines.length === 0 ? '' : `${lines.join(';')};`
}
