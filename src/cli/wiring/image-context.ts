import { join } from 'node:path'
import { headCommit } from '../../adapters/git-commit.ts'
import { isOnPath } from '../../adapters/programs.ts'
import type { LoadedConfig } from '../../config/load.ts'
import { badInput, engineMissing, repositoryMissing } from '../../errors/index.ts'
import type { ImageContext } from '../../operations/image/context.ts'
import type { PushTarget } from '../../operations/image/push.ts'
import type { ImageEngine } from '../../tools/image/commands.ts'
import type { EnvironmentPlace } from './environment-place.ts'
import type { Workplace } from './workplace.ts'

/** What the image operations need, for this project. */
export async function imageContext(
  workplace: Workplace,
  loaded: LoadedConfig,
  wanted: { readonly version?: string | undefined; readonly stage?: string | undefined } = {},
): Promise<ImageContext> {
  const { project, config } = loaded
  const engine = await imageEngine(workplace)
  const script = join(workplace.call.root, 'sandbox', 'images', 'node-base', 'build.sh')
  const named = wanted.version ?? (await workplace.files.read(join(project, 'VERSION')))?.trim()
  const version = named ?? '0.0.0'
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(version)) {
    throw badInput('--as', `${JSON.stringify(version)} cannot be an image's tag`, 'such as 1.2.0')
  }
  const hasScript = (await workplace.files.stat(script)) !== null
  return {
    exec: workplace.exec,
    files: workplace.files,
    engine,
    folder: join(project, config.image.dir),
    name: `localhost/${config.project}`,
    version,
    stage: wanted.stage ?? null,
    commit: (await headCommit(project)) ?? 'unknown',
    authorities: process.env['NODE_EXTRA_CA_CERTS'] ?? null,
    baseScript: hasScript
      ? { file: 'bash', args: [script, '--engine', engine.kind], effect: 'read' }
      : null,
    news: (line) => workplace.progress.news(line),
  }
}

/** Where the image goes: the sandbox's own registry, or the configured repository. */
export function pushTarget(place: EnvironmentPlace, folder: string): PushTarget {
  const { sandbox, loaded, environment } = place
  if (sandbox !== null) {
    const at = (registry: string) => `${registry}/${environment.project}`
    const repository = at(sandbox.registryPublished)
    return { repository, seenByHosts: at(sandbox.registry), plainHttp: true, folder }
  }
  const { repository } = loaded.config.image
  if (repository === undefined) throw repositoryMissing()
  return { repository, seenByHosts: repository, plainHttp: false, folder }
}

/**
 * podman before docker. As root podman is told what containers without user namespaces need here:
 * runc (crun fails on hybrid cgroups) and limits that may only be lowered.
 */
async function imageEngine(workplace: Workplace): Promise<ImageEngine> {
  if (isOnPath('podman')) {
    const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024']
    const runc = isOnPath('runc') ? ['--runtime', 'runc'] : []
    return {
      program: 'podman',
      kind: 'podman',
      buildWords: [...runc, ...limits, '--network', 'host'],
    }
  }
  const docker = {
    file: 'docker',
    args: ['info', '--format', '{{.ServerVersion}}'],
    effect: 'read',
  } as const
  if (isOnPath('docker') && (await workplace.exec.run(docker)).exitCode === 0) {
    return { program: 'docker', kind: 'docker', buildWords: ['--network', 'host'] }
  }
  throw engineMissing()
}
