import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import type { AwsAccess } from '../../adapters/aws-access.ts'
import { folderDocuments } from '../../adapters/folder-documents.ts'
import { headCommit } from '../../adapters/git-commit.ts'
import { hostToken, linuxProcesses } from '../../adapters/processes.ts'
import { isOnPath, namesMissingFile } from '../../adapters/programs.ts'
import { s3Documents } from '../../adapters/s3-documents.ts'
import { stsIdentity } from '../../adapters/sts-identity.ts'
import { type Environment, environmentOf } from '../../config/environment.ts'
import type { LoadedConfig } from '../../config/load.ts'
import type { EngineDeps } from '../../engine/index.ts'
import { toolMissing } from '../../errors/index.ts'
import type { Allowed, InfraContext } from '../../operations/infra/context.ts'
import type { Documents } from '../../ports/documents.ts'
import type { Backend } from '../../tools/terraform/commands.ts'
import { passedWords } from '../../tools/terraform/passed-words.ts'
import { assertPlainSurroundings, givenVariables } from '../../tools/terraform/surroundings.ts'
import { planText } from '../../ui/plan-view.ts'
import { copiesOf } from './copies.ts'
import { type SandboxAccess, sandboxAccess } from './sandbox-access.ts'
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
  const loaded = await openProject(workplace)
  const environment = environmentOf(loaded.config, name)
  const sandbox = environment.sandbox ? await sandboxAccess(workplace) : null
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

/** Lock and ledger: in the state bucket, or in the project's own folder without one. */
export function documentsOf(place: EnvironmentPlace): Documents {
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

const nothingAllowed: Allowed = { dataLoss: false, large: false }

/**
 * What the infra operations need, for this environment. `extra` are the words for `terraform plan`,
 * `allow` what a flag of its own allowed in advance.
 * @throws OpsctlError BAD_INPUT (exit 2) for words or surroundings that would make another plan
 */
export async function infraContext(
  place: EnvironmentPlace,
  extra: readonly string[] = place.workplace.call.passedOn,
  allow: Allowed = nothingAllowed,
): Promise<InfraContext> {
  const { workplace, loaded, environment, aws, env } = place
  assertPlainSurroundings(process.env)
  const words = passedWords(extra)
  const { project } = loaded
  const dir = join(project, loaded.config.terraform.dir)
  const data = join(project, '.opsctl', 'terraform', environment.name)
  await workplace.files.makeFolder(data, 0o700)
  return {
    exec: workplace.exec,
    files: workplace.files,
    prompt: workplace.prompt,
    identity: stsIdentity(aws),
    documents: documentsOf(place),
    environment,
    project,
    commit: await headCommit(project),
    version: workplace.call.version,
    backend: backendOf(project, environment),
    variables: givenVariables(process.env),
    allow,
    copies: copiesOf(place),
    hide: (value) => workplace.redactor.add(value),
    terraform: { program: terraformProgram(loaded), dir, dataDir: data, env },
    varFile: join(dir, 'env', environment.name, 'terraform.tfvars'),
    me: `${userInfo().username}@${hostname()}`,
    lockWaitSeconds: workplace.call.flags['lock-wait'] ?? 0,
    extra: words,
    show: (plan) => workplace.progress.note(planText(plan, workplace.call.paint)),
  }
}

/** The state's place, as opsctl.yaml names it. */
function backendOf(project: string, environment: Environment): Backend | null {
  const { bucket, name, region, statePath } = environment
  if (statePath !== null) return { type: 'local', path: join(project, statePath) }
  if (bucket === null) return null
  return { type: 's3', bucket, key: `${environment.project}/${name}/terraform.tfstate`, region }
}

/** terraform or tofu: the configured one, or whichever is found first. */
export function terraformProgram(loaded: LoadedConfig): string {
  const { program } = loaded.config.terraform
  const wanted = program === undefined ? ['terraform', 'tofu'] : [program]
  const found = wanted.find(isOnPath)
  if (found !== undefined) return found
  const fix =
    'install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org)'
  throw toolMissing(wanted.join(' or '), 'Terraform 1.11 or later', fix)
}
