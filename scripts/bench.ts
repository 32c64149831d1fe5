/**
 * `npm run bench` runs every section, `npm run bench -- NAME [WORDS]` one of them: ratios from one run,
 * each beside its peer, runs taken in turn so that a busy machine slows both. A benchmark, never a test.
 */
const sections: Readonly<
  Record<string, () => Promise<{ bench(words: readonly string[]): unknown }>>
> = {
  'start-up': () => import('./bench/start-up.ts'),
  release: () => import('./bench/release.ts'),
  config: () => import('./bench/config.ts'),
  snapshots: () => import('./bench/snapshots.ts'),
  infra: () => import('./bench/infra.ts'),
  rollback: () => import('./bench/rollback.ts'),
}

/** Sections that need the quickstart's environment and take long; only when named. */
const onTheStack: typeof sections = {
  'bad-versions': () => import('./bench/bad-versions.ts'),
  traffic: () => import('./bench/traffic.ts'),
  verify: () => import('./bench/verify.ts'),
}

const [name, ...words] = process.argv.slice(2)
const wanted = name === undefined ? Object.keys(sections) : [name]
for (const one of wanted) {
  const load = sections[one] ?? onTheStack[one]
  if (!load) {
    process.stderr.write(
      `There is no section ${one}; known: ${Object.keys({ ...sections, ...onTheStack }).join(', ')}\n`,
    )
    process.exit(2)
  }
  await (await load()).bench(words)
}
