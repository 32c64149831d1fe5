import type { Plugin } from 'esbuild'

/** Node's own modules that a command may need, but not on the way to its body. */
const put = [
  'buffer',
  'child_process',
  'crypto',
  'fs',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'readline',
  'stream/promises',
  'string_decoder',
  'timers/promises',
  'tls',
  'tty',
  'url',
  'util',
  'v8',
]

/**
 * Lets each of these be loaded by the first use of one of its members. An ES import of a builtin reads
 * all its members, and some of those are costly: `node:process` opens the standard streams, `node:fs`
 * loads `fs/promises`, `node:crypto` takes 5 ms of a start-up of 25.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    const filter = new RegExp(`^(node:)?(process|${put.join('|')})$`)
    build.onResolve({ filter }, ({ path, kind }) => ({
      path: path.replace(/^node:/, ''),
      namespace:
        kind === 'dynamic-import'
          ? 'builtin-late'
          : kind === 'import-statement'
            ? 'builtin-imported'
            : 'builtin',
    }))
    build.onLoad({ filter: /./, namespace: 'builtin-late' }, ({ path }) => ({
      contents: late(path),
    }))
    build.onLoad({ filter: /./, namespace: 'builtin-imported' }, ({ path }) => ({
      contents: inherited(path),
    }))
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: lazy(path) }))
    // Every entry names them all (and loads none), or each would become a file for Node to open.
    build.onResolve({ filter: /^lazy-builtins$/ }, ({ path }) => ({ path, namespace: path }))
    build.onLoad({ filter: /./, namespace: 'lazy-builtins' }, () => {
      const all = ['process', ...put].map((name) => `require('node:${name}')`)
      return { contents: `globalThis.opsctlBuiltins = () => [${all.join(', ')}]` }
    })
  },
}

/**
 * For an import, whose names are known: each module that imports gets a copy of what the builtin owns,
 * and hundreds of getters are a tenth of an empty Node. So it owns nothing, and inherits everything.
 */
function inherited(name: string): string {
  if (name === 'process') return 'module.exports = globalThis.process'
  return `module.exports = Object.create(new Proxy({}, {
    get: (_, member) =>
      // The bundle asks everything that it imports; a builtin is none, and need not be loaded to know.
      member === '__esModule' ? undefined : process.getBuiltinModule('node:${name}')[member],
  }))`
}

/** Read by any import of `node:http`, and each loads the whole of Node's fetch: a third of a start-up. */
const costly = ['CloseEvent', 'MessageEvent', 'WebSocket']

/** For an import while the program runs: late enough to load it, but not for what is costly in it. */
function late(name: string): string {
  const members = Object.keys(process.getBuiltinModule(`node:${name}`) as object)
  const names = members.filter((one) => !costly.includes(one)).join(', ')
  return `const all = process.getBuiltinModule('node:${name}')
  export const { ${names} } = all
  export default all`
}

/** For a package that requires it, and may look at what there is. */
function lazy(name: string): string {
  if (name === 'process') return 'module.exports = globalThis.process'
  const members = Object.keys(process.getBuiltinModule(`node:${name}`) as object).join(' ')
  return `for (const name of ${JSON.stringify(members)}.split(' '))
  Object.defineProperty(exports, name, {
    enumerable: true, get: () => process.getBuiltinModule('node:${name}')[name],
  })`
}
