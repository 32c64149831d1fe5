import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** What opsctl takes from oclif, and the module of it that holds each. */
const doors = { Args: 'args', Command: 'command', Flags: 'flags' }
/** Those that are the module itself rather than a member of it. */
const whole = new Set(['Args', 'Flags'])

/**
 * The ways from a command and its parser to help and configuration. They are not gone on the way to a
 * command's body and are left to the installed package; what does go them imports `@oclif/core/run`.
 */
const ways = /core\/lib\/(command|flags|errors\/index)\.js$/
const beyond: Readonly<Record<string, string>> = {
  './config': '@oclif/core/config',
  './help': '@oclif/core/help',
  './help/util': '@oclif/core/help',
  './handle': '@oclif/core/handle',
}

/**
 * oclif's index loads all of oclif and checks the Node version, which bin/run.js did before; and its
 * modules require each other at their top, so the parser brings help, configuration and globbing with
 * it. In the bundle each is loaded where it is first used ("inline requires", as other bundlers call
 * it), and a command that only parses its flags never gets to most of them: `npm run bench`.
 */
export const lazyOclif: Plugin = {
  name: 'lazy-oclif',
  setup(build) {
    build.onResolve({ filter: /^\.\/(config|help|help\/util|handle)$/ }, ({ path, importer }) =>
      ways.test(importer) ? { path: beyond[path] ?? path, external: true } : null,
    )
    build.onLoad({ filter: /@oclif\/core\/lib\/.*\.js$/ }, async ({ path }) => {
      const contents = path.endsWith('/core/lib/index.js')
        ? index()
        : inlined(await readFile(path, 'utf8'))
      return { contents, loader: 'js' }
    })
  },
}

function index(): string {
  const members = Object.entries(doors).map(([name, file]) => {
    const value = `require("./${file}")${whole.has(name) ? '' : `.${name}`}`
    return `Object.defineProperty(exports, "${name}", { enumerable: true, get: () => ${value} })`
  })
  return ['Object.defineProperty(exports, "__esModule", { value: true })', ...members].join('\n')
}

/** Puts the value of each top-level require in the places where its name is used. */
function inlined(source: string): string {
  // Opens stdout for a listener on EPIPE; cli/stdout.ts has its own, at the first write.
  let contents = source.replace(/^process\.stdout\.on\('error'[\s\S]*?^\}\);$/m, '')
  for (const [line, name, value] of source.matchAll(
    /^(?:const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm,
  )) {
    // oclif's own modules are all marked as ES modules, for which __importStar is the identity.
    const used = value?.startsWith('__importStar(require(".') ? value.slice(13, -1) : value
    contents = contents
      .replace(line, '')
      .replaceAll(new RegExp(`(?<![.\\w'"])${name}\\b(?!:)`, 'g'), `(${used})`)
  }
  return contents
}
