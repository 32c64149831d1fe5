import { hostname, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { childStarter } from '../../adapters/exec-start.ts'
import { headCommit } from '../../adapters/git-commit.ts'
import type { Environment } from '../../config/environment.ts'
import { refuseEndless } from '../../operations/endless-file.ts'
import type { Allowed, InfraContext } from '../../operations/infra/context.ts'
import type { Backend } from '../../tools/terraform/commands.ts'
import { passedWords, variableFiles } from '../../tools/terraform/passed-words.ts'
import { assertPlainSurroundings, givenVariables } from '../../tools/terraform/surroundings.ts'
import { judgedMarkdown, judgedText } from '../../ui/judged-view.ts'
import { askedOnce } from './asked-once.ts'
import { copiesOf } from './copies.ts'
import { documentsOf, type EnvironmentPlace } from './environment-place.ts'
import { publishMarkdown } from './job-summary.ts'
import { policySettings } from './policy-tools.ts'
import { terraformProgram } from './terraform-program.ts'
import { userProviders } from './user-providers.ts'

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
  // While the files are looked at: Terraform is to be at work before anything else is loaded.
  void childStarter()
  const once = askedOnce(workplace)
  assertPlainSurroundings(process.env)
  const words = passedWords(extra)
  const { project } = loaded
  const dir = join(project, loaded.config.terraform.dir)
  const backend = backendOf(project, environment)
  for (const file of variableFiles(words)) {
    await refuseEndless(workplace.files, resolve(dir, file), '-- -var-file')
  }
  if (backend?.type === 'local') {
    await refuseEndless(workplace.files, backend.path, 'terraform.state.path')
  }
  const data = join(project, '.opsctl', 'terraform', environment.name)
  await workplace.files.makeFolder(data, 0o700)
  return {
    exec: workplace.exec,
    files: workplace.files,
    prompt: workplace.prompt,
    identity: once.identity(aws),
    documents: documentsOf(place),
    environment,
    topic: 'infra',
    project,
    commit: () => headCommit(project),
    codeHash: () => once.codeHash(dir),
    signal: workplace.call.signal,
    version: workplace.call.version,
    backend,
    variables: givenVariables(process.env),
    allow,
    copies: copiesOf(place),
    providers: userProviders(loaded.config.terraform.providerCache),
    policy: policySettings(loaded.config.terraform.policy),
    hide: (value) => workplace.redactor.add(value),
    redact: (text) => workplace.redactor.redact(text),
    terraform: {
      program: terraformProgram(loaded.config.terraform.program),
      dir,
      dataDir: data,
      env,
    },
    varFile: join(dir, 'env', environment.name, 'terraform.tfvars'),
    me: `${userInfo().username}@${hostname()}`,
    lockWaitSeconds: workplace.call.flags['lock-wait'] ?? 0,
    extra: words,
    show: (plan, policy) => {
      workplace.progress.note(judgedText(plan, policy, workplace.call.paint))
      return publishMarkdown(workplace, judgedMarkdown(environment.name, plan, policy), null)
    },
  }
}

/** The state's place, as opsctl.yaml names it. */
function backendOf(project: string, environment: Environment): Backend | null {
  const { bucket, name, region, statePath } = environment
  if (statePath !== null) return { type: 'local', path: join(project, statePath) }
  if (bucket === null) return null
  return { type: 's3', bucket, key: `${environment.project}/${name}/terraform.tfstate`, region }
}
