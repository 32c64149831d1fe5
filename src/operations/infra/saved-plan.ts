import {
  BrokenBundle,
  decodeBundle,
  differences,
  encodeBundle,
  type PlanBinding,
  type PlanBundle,
  sha256,
} from '../../domain/plan/bundle.ts'
import {
  badInput,
  planAltered,
  planApplied,
  planDiffers,
  planFileUnsafe,
  toolFailed,
} from '../../errors/index.ts'
import { printedJson } from '../../tools/printed-json.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import { BrokenJson, JsonSlicer } from '../../tools/terraform/json-slicer.ts'
import { typed } from '../../tools/terraform/names.ts'
import { codeHash } from './code-hash.ts'
import type { InfraContext } from './context.ts'
import { failure, listen } from './terraform-run.ts'

/** A plan file of this size is no plan. */
const largest = 1024 * 1024 * 1024

/** Everything that a plan is bound to and that is known without starting anything. */
export async function bindingHere(c: InfraContext): Promise<HereBinding> {
  const variables = [await c.files.hash(c.varFile), ...c.variables.map((pair) => pair.join('='))]
  return {
    project: c.environment.project,
    environment: c.environment.name,
    commit: await c.commit(),
    code: await codeHash(c.files, c.terraform.dir),
    backend: c.backend === null ? 'none' : terraform.backendName(inProject(c, c.backend)),
    variables: sha256(JSON.stringify(variables)),
  }
}

export type HereBinding = Pick<
  PlanBinding,
  'project' | 'environment' | 'commit' | 'code' | 'backend' | 'variables'
>

/** What Terraform says: its version, the providers', and which state it stands on. */
export async function bindingThere(c: InfraContext): Promise<ThereBinding> {
  return { ...(await versions(c)), ...(await stateIdentity(c)) }
}

export type ThereBinding = Pick<PlanBinding, 'tool' | 'providers' | 'lineage' | 'serial'>

/** Writes a plan as a bundle to `file`, absolute, mode 0600. `there` was read before planning. */
export async function savePlan(
  c: InfraContext,
  file: string,
  planFile: string,
  there: ThereBinding,
  made: { readonly id: string; readonly at: string },
): Promise<PlanBinding> {
  const plan = await c.files.readBytes(planFile)
  const binding: PlanBinding = {
    schema: 1,
    id: made.id,
    createdAt: made.at,
    opsctl: c.version,
    ...(await bindingHere(c)),
    ...there,
    words: sha256(JSON.stringify(c.extra)),
  }
  await c.files.write(file, encodeBundle({ binding, plan: plan ?? new Uint8Array() }), 0o600)
  return binding
}

/**
 * Reads a bundle that nobody else could read or swap.
 * @throws OpsctlError BAD_INPUT, PLAN_FILE_UNSAFE, PLAN_ALTERED, all exit 2
 */
export async function openBundle(files: InfraContext['files'], file: string): Promise<PlanBundle> {
  const facts = await files.stat(file)
  if (facts === null) throw badInput('--plan', `there is no file ${file}`, 'infra plan --out FILE')
  if (facts.kind !== 'file') {
    const what = facts.kind === 'link' ? 'is a link' : 'is no file'
    throw planFileUnsafe(file, what, 'name the file itself')
  }
  if ((facts.mode & 0o077) !== 0) {
    const mode = facts.mode.toString(8)
    const what = `can be read or written by others (mode ${mode}); a plan holds secrets`
    throw planFileUnsafe(file, what, `chmod 600 ${file}`)
  }
  const { content } = (await files.readRegular(file, largest)) ?? { content: null }
  if (content === null) throw planAltered(file, 'it is too large')
  try {
    return decodeBundle(content)
  } catch (error) {
    if (error instanceof BrokenBundle) throw planAltered(file, error.message)
    throw error
  }
}

/** @throws OpsctlError PLAN_DIFFERS (exit 2) */
export function assertFits(
  c: InfraContext,
  file: string,
  bound: PlanBinding,
  now: Partial<PlanBinding>,
): void {
  const found = differences(bound, now)
  if (found.length > 0) throw planDiffers(c.environment.name, file, found)
}

/**
 * Refuses a plan that another operation has taken.
 * @throws OpsctlError PLAN_APPLIED (exit 2)
 */
export async function assertUnclaimed(
  c: InfraContext,
  file: string,
  id: string,
  operation: string,
): Promise<void> {
  const found = await c.documents.read(claimKey(c, id))
  if (found === null) return
  const claim = JSON.parse(found.body) as Claim
  if (claim.operation === operation) return
  throw planApplied(c.environment.name, file, claim.operation, claim.at)
}

/** Takes the plan for this operation, for ever: only one can. @throws as `assertUnclaimed` */
export async function claimPlan(
  c: InfraContext,
  file: string,
  id: string,
  operation: string,
): Promise<void> {
  const claim: Claim = { schema: 1, operation, at: new Date().toISOString() }
  if (await c.documents.create(claimKey(c, id), JSON.stringify(claim))) return
  await assertUnclaimed(c, file, id, operation)
}

interface Claim {
  readonly schema: 1
  readonly operation: string
  readonly at: string
}

function claimKey(c: InfraContext, id: string): string {
  return `plans/${c.environment.name}/${id}.json`
}

interface Versions {
  readonly terraform_version: string
  readonly provider_selections?: Readonly<Record<string, string>>
}

async function versions(c: InfraContext): Promise<Pick<PlanBinding, 'tool' | 'providers'>> {
  const said = listen(() => undefined)
  const ended = await c.exec.run(terraform.version(c.terraform))
  if (ended.exitCode !== 0) throw failure('version', ended, said, 'Nothing was changed.', c)
  const line = typed(c.terraform, 'version')
  const read = printedJson<Versions>(line, ended.stdout, ['opsctl doctor'])
  const tool = typed(c.terraform, read.terraform_version)
  return { tool, providers: read.provider_selections ?? {} }
}

/** Lineage and serial alone: the rest of a state is large and secret. */
async function stateIdentity(c: InfraContext): Promise<Pick<PlanBinding, 'lineage' | 'serial'>> {
  let lineage: string | null = null
  let serial: number | null = null
  let bytesRead = 0
  const slicer = new JsonSlicer([
    { path: ['lineage'], take: 'value', use: (json) => (lineage = JSON.parse(String(json))) },
    { path: ['serial'], take: 'value', use: (json) => (serial = JSON.parse(String(json))) },
  ])
  const said = listen(() => undefined)
  try {
    const ended = await c.exec.run(terraform.statePull(c.terraform), {
      sink: (bytes) => {
        bytesRead += bytes.length
        slicer.add(bytes)
      },
      onLine: said.onLine,
    })
    if (ended.exitCode !== 0) {
      throw failure('state pull', ended, said, 'Nothing was changed.', c)
    }
    if (bytesRead > 0) slicer.end()
    return { lineage, serial }
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error
    throw toolFailed(
      typed(c.terraform, 'state pull'),
      `gave no state: ${error.message}`,
      'Nothing was changed.',
      ['look at the versions of the state in its bucket'],
    )
  }
}

/** Two checkouts of a project keep a local state at the same place in it. */
function inProject(c: InfraContext, backend: terraform.Backend): terraform.Backend {
  if (backend.type !== 'local') return backend
  return { type: 'local', path: backend.path.slice(c.project.length + 1) }
}
