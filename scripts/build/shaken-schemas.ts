import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/**
 * Lets the schemas of the AWS SDK fall away that no used command names. Their texts are constants, and
 * those are keys as well (`{ [_hE]: 404 }`); esbuild keeps whatever holds a computed key, which might run
 * code. With the text itself in its place EC2's 700 KB become those of the commands that are named.
 */
export const shakenSchemas: Plugin = {
  name: 'shaken-schemas',
  setup(build) {
    build.onLoad({ filter: /\/dist-es\/(.*\/)?schemas\/schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: plainKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }))
  },
}

function plainKeys(source: string): string {
  const texts = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  )
  return source.replaceAll(/([{,]\s*)\[(_\w+)\]:/g, (whole, before: string, name: string) => {
    const text = texts.get(name)
    return text === undefined ? whole : `${before}${text}:`
  })
}
