import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { commonJsPrelude } from '../build/common-js.ts'
import { lazyBuiltins } from '../build/lazy-builtins.ts'
import { shakenSchemas } from '../build/shaken-schemas.ts'

/**
 * A script of this folder, made as opsctl itself is (scripts/build.ts): beside an SDK of many files
 * anything would look quick.
 * @returns its path, and how to be rid of it
 */
export async function bundled(script: string): Promise<{ path: string; remove(): void }> {
  const outdir = mkdtempSync(join(tmpdir(), 'opsctl-bench-bundled-'))
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [script],
    outdir,
    bundle: true,
    inject: ['lazy-builtins'],
    plugins: [lazyBuiltins, shakenSchemas],
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.13',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
  })
  writeFileSync(join(outdir, 'package.json'), '{"type":"module"}')
  for (const { path, text } of outputFiles) writeFileSync(path, commonJsPrelude(text) + text)
  const path = join(outdir, `${basename(script, '.ts')}.js`)
  return { path, remove: () => rmSync(outdir, { recursive: true }) }
}
