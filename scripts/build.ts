import { createHash } from 'node:crypto'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Plugin } from '@oclif/core/config'
import { type BuildOptions, build } from 'esbuild'
import * as z from 'zod'
import { answerSchema } from '../src/cli/answer-schema.ts'
import { configSchema } from '../src/config/schema.ts'
import { commonJsPrelude } from './build/common-js.ts'
import { decidedColours } from './build/decided-colours.ts'
import { elsewhere } from './build/elsewhere.ts'
import { lazyBuiltins } from './build/lazy-builtins.ts'
import { lazyOclif } from './build/lazy-oclif.ts'
import { oneFileEach } from './build/one-file.ts'
import { shakenSchemas } from './build/shaken-schemas.ts'

/** The published form: one bundle split by command, oclif's manifest, the schema for editors. */
const root = join(import.meta.dirname, '..')
const commands: string[] = []
for await (const file of glob('src/commands/**/*.ts', { cwd: root })) commands.push(file)

const version = (await readFile(join(root, 'VERSION'), 'utf8')).trim()
await rm(join(root, 'dist'), { recursive: true, force: true })
const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  define: {
    builtCommands: JSON.stringify(
      commands.map((file) => file.replace(/^src\/commands\/|\.ts$/g, '')),
    ),
    builtVersion: JSON.stringify(version),
    builtFrom: JSON.stringify(await hashOfSources()),
  },
  inject: ['lazy-builtins'],
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  // The SDK's ES modules: named imports survive a lazy import(), and unused commands fall away.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  write: false,
} satisfies BuildOptions
const usual = await build({
  ...common,
  entryPoints: ['src/cli/main.ts', ...commands.sort()].map((file) => ({
    in: file,
    out: file.replace(/^src\/(cli\/)?/, '').replace(/\.ts$/, ''),
  })),
  plugins: [lazyBuiltins, lazyOclif, decidedColours, shakenSchemas],
})
// By themselves, or they would share with the commands: each piece is a file for Node to open.
const express = (name: string) =>
  build({
    ...common,
    entryPoints: [`src/cli/${name}.ts`],
    metafile: true,
    plugins: [lazyBuiltins, decidedColours, shakenSchemas, elsewhere],
  })
const rollback = await oneFileEach(await express('express-rollback'), [
  { name: 'express-rollback.js', needs: ['express-rollback.js', 'deploy-builds-'] },
  // With Node's own http, which their first call asks for.
  { name: 'express-clients.js', needs: ['s3-sdk-', 'balancer-sdk-', 'scaling-sdk-', 'http-'] },
])
const files = [
  ...[usual, await express('express')].flatMap(({ outputFiles }) => outputFiles),
  ...[...rollback].map(([name, text]) => ({ path: join(root, 'dist', name), text })),
]
for (const { path, text } of files) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, commonJsPrelude(text) + text)
}

await rm(join(root, 'oclif.manifest.json'), { force: true })
const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
await writeFile(
  join(root, 'oclif.manifest.json'),
  `${JSON.stringify({ ...plugin.manifest, version }, null, 1)}\n`,
)

await publishSchema('opsctl.schema.json', 'opsctl.yaml', configSchema)
await publishSchema('answer.schema.json', 'what --json prints', answerSchema)

/** Writes a JSON Schema for editors and scripts from the schema that the program itself checks with. */
async function publishSchema(file: string, title: string, schema: z.ZodType): Promise<void> {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })
  await writeFile(join(root, 'schema', file), `${JSON.stringify({ title, ...json }, null, 2)}\n`)
}

/** What a build is known by: two with the same are the same program. */
async function hashOfSources(): Promise<string> {
  const sum = createHash('sha256')
  const files: string[] = []
  for await (const file of glob('src/**/*.ts', { cwd: root })) files.push(file)
  for (const file of [...files.sort(), 'package-lock.json', 'VERSION']) {
    sum
      .update(`${file}\0`)
      .update(await readFile(join(root, file)))
      .update('\0')
  }
  return sum.digest('hex')
}
