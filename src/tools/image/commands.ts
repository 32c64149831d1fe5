import type { CommandLine } from '../../ports/exec.ts'

/** The container engine that builds and pushes, and how it must be called on this machine. */
export interface ImageEngine {
  /** `podman` or `docker`, or an absolute path. */
  readonly program: string
  readonly kind: 'podman' | 'docker'
  /** Words that RUN steps need on this machine, e.g. `--runtime runc`. */
  readonly buildWords: readonly string[]
}

export interface BuildRequest {
  /** Absolute folder with the Dockerfile. */
  readonly context: string
  /** Tag on this machine, e.g. `localhost/shop:1.2.0`. */
  readonly tag: string
  readonly version: string
  /** Full commit, or `unknown`. */
  readonly commit: string
  /** Image with Node to build and run in; null takes the Dockerfile's own. */
  readonly base: string | null
  /** Certificate authorities of this machine, for the build alone; null when it has none of its own. */
  readonly authorities: string | null
  /** Names of the migrations in the image; a label of theirs lets a deployment judge them first. */
  readonly migrations: readonly string[]
  /** Stage of the Dockerfile; null: its last. */
  readonly stage: string | null
}

/** Says from which commit an image was built (OCI image specification, "Pre-Defined Annotation Keys"). */
export const revisionLabel = 'org.opencontainers.image.revision'

/** Builds the image; the same sources give the same digest, whenever and wherever it is built. */
export function build(engine: ImageEngine, request: BuildRequest): CommandLine {
  const { base, authorities, migrations, stage } = request
  const argument = (name: string, value: string) => ['--build-arg', `${name}=${value}`]
  return {
    file: engine.program,
    cwd: request.context,
    args: [
      'build',
      ...engine.buildWords,
      // The creation time would be the one thing that differs between two builds.
      ...(engine.kind === 'podman' ? ['--timestamp', '0'] : argument('SOURCE_DATE_EPOCH', '0')),
      ...(authorities === null ? [] : ['--secret', `id=ca,src=${authorities}`]),
      ...(base === null ? [] : argument('NODE_BUILD_IMAGE', base)),
      ...(base === null ? [] : argument('NODE_RUNTIME_IMAGE', base)),
      ...argument('APP_VERSION', request.version),
      ...argument('APP_COMMIT', request.commit),
      // The Dockerfile's own label may come from the cache: buildah 1.28 looks it up by its text,
      // before the commit is filled in, and would say that of an earlier build.
      ...['--label', `${revisionLabel}=${request.commit}`],
      ...(migrations.length === 0
        ? []
        : ['--label', `dev.opsctl.migrations=${migrations.join(',')}`]),
      ...(stage === null ? [] : ['--target', stage]),
      '--tag',
      request.tag,
      '--',
      '.',
    ],
    effect: 'change',
  }
}

export interface PushRequest {
  /** Tag on this machine. */
  readonly tag: string
  /** Where it goes, with its tag, e.g. `ghcr.io/acme/shop:1.2.0`. */
  readonly target: string
  /** Absolute path of a file that receives the digest. */
  readonly digestFile: string
  /** A registry without TLS: the sandbox's, and no other. */
  readonly plainHttp: boolean
}

/** Pushes and writes the manifest's digest. Podman only: docker tells the digest on its last line. */
export function push(engine: ImageEngine, request: PushRequest): CommandLine {
  return {
    file: engine.program,
    args: [
      'push',
      ...(request.plainHttp ? ['--tls-verify=false'] : []),
      '--digestfile',
      request.digestFile,
      '--',
      request.tag,
      request.target,
    ],
    effect: 'change',
  }
}

/** The ID of an image on this machine; exit code 1 when there is none. */
export function imageId(engine: ImageEngine, tag: string): CommandLine {
  return {
    file: engine.program,
    args: ['image', 'inspect', '--format', '{{.Id}}', '--', tag],
    effect: 'read',
  }
}
