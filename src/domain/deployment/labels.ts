/** Labels of an image that a deployment reads; `opsctl image build` and the Dockerfile set them. */
const versionLabel = 'org.opencontainers.image.version'
const migrationsLabel = 'dev.opsctl.migrations'

/** Version and migrations of an image by its labels; an image without them has neither. */
export function labelled(labels: Readonly<Record<string, string>>): {
  readonly version: string
  readonly migrations: readonly string[]
} {
  const migrations = (labels[migrationsLabel] ?? '').split(',').filter((name) => name !== '')
  return { version: labels[versionLabel] ?? '', migrations }
}
