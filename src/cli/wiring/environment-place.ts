import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import type { AwsAccess } from '../../adapters/aws-access.ts'
import { folderDocuments } from '../../adapters/folder-documents.ts'
import { headCommit } from '../../adapters/git-commit.ts'
import { hostToken, linuxProcesses } from '../../adapters/processes.ts'
import { namesMissingFile } from '../../adapters/programs.ts'
import { s3Documents } from '../../adapters/s3-documents.ts'
import { type Environment, environmentOf } from '../../config/environment.ts'
import type { LoadedConfig } from '../../config/load.ts'
import type { EngineDeps } from '../../engine/index.ts'
import type { Documents } from '../../ports/documents.ts'
import { onceEach } from './once-each.ts'
import type { SandboxAccess } from './sandbox-access.ts'
import { openProject, type Workplace } from './workplace.ts'

/** One environment of a project, with the ways into its account. */
export interface EnvironmentPlace {
  readonly workplace: Workplace
  readonly loaded: LoadedConfig
  readonly environment: Environment
  readonly aws: AwsAccess
  /** For children: credentials, region, endpoints. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The running sandbox, for an environment that lives there. */
  readonly sandbox: SandboxAccess | null
}

/**
 * Opens the environment that `--env` names.
 * @throws OpsctlError UNKNOWN_ENVIRONMENT, CONFIG_*, SANDBOX_DOWN, all exit 2
 */
export async function openEnvironment(
  workplace: Workplace,
  name: string,
): Promise<EnvironmentPlace> {
  return environmentIn(workplace, await openProject(workplace), name)
}

/** The same in a project that is open already: several environments have one configuration. */
export async function environmentIn(
  workplace: Workplace,
  loaded: LoadedConfig,
  name: string,
): Promise<EnvironmentPlace> {
  const environment = environmentOf(loaded.config, name)
  const sandbox = environment.sandbox ? await sandboxFor(workplace) : null
  const region = environment.region
  const aws: AwsAccess =
    sandbox === null
      ? { region }
      : { region, endpoint: sandbox.endpoint, credentials: sandbox.credentials }
  const env = {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    OPSCTL_ENV: name,
    OPSCTL_PROJECT: environment.project,
    // A file that is not there makes Terraform complain at every call.
    ...(namesMissingFile('TF_CLI_CONFIG_FILE') ? { TF_CLI_CONFIG_FILE: undefined } : {}),
    ...sandbox?.env,
  }
  return { workplace, loaded, environment, aws, env, sandbox }
}

/** Loaded only for what lives there: it brings the whole of the sandbox. */
async function sandboxFor(workplace: Workplace): Promise<SandboxAccess> {
  const { sandboxAccess } = await import('./sandbox-access.ts')
  return sandboxAccess(workplace)
}

/**
 * Lock and ledger: in the state bucket, or in the project's own folder without one. The same ones for all
 * that ask for an environment's: each client would find credentials and shake hands anew.
 */
export const documentsOf: (place: EnvironmentPlace) => Documents = onceEach(newDocuments)

function newDocuments(place: EnvironmentPlace): Documents {
  const { bucket } = place.environment
  if (bucket === null) return localDocuments(place)
  // Below the prefix that the deploy role may write (terraform/modules/iam).
  const prefix = `${place.environment.project}/${place.environment.name}/opsctl/`
  return s3Documents({ bucket, prefix, client: place.aws })
}

export function localDocuments(place: { readonly loaded: LoadedConfig }): Documents {
  return folderDocuments(join(place.loaded.project, '.opsctl', 'documents'))
}

/** What the engine needs, for this environment. */
export function engineDeps(
  place: EnvironmentPlace,
  documents: Documents = documentsOf(place),
): Promise<EngineDeps> {
  return projectEngineDeps(place, documents)
}

/** What the engine needs in a project, whose documents are where the caller says. */
export async function projectEngineDeps(
  { workplace, loaded }: Pick<EnvironmentPlace, 'workplace' | 'loaded'>,
  documents: Documents,
): Promise<EngineDeps> {
  const { call } = workplace
  const [token, processStart, commit] = await Promise.all([
    hostToken(),
    linuxProcesses.startOf(process.pid),
    headCommit(loaded.project),
  ])
  return {
    files: workplace.files,
    documents,
    clock: workplace.clock,
    processes: linuxProcesses,
    progress: workplace.progress,
    who: {
      actor: process.env['GITHUB_ACTOR']
        ? `github:${process.env['GITHUB_ACTOR']}`
        : userInfo().username,
      host: hostname(),
      hostToken: token,
      pid: process.pid,
      processStart: processStart ?? '',
      version: call.version,
      commit,
    },
    signal: call.signal,
    operationsFolder: join(loaded.project, '.opsctl', 'operations'),
    lockWaitSeconds: call.flags['lock-wait'] ?? 0,
  }
}
