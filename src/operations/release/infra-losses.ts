import { dataLosses, type PlanJson, summarise } from '../../domain/plan/summary.ts'
import { badInput } from '../../errors/index.ts'
import type { Files } from '../../ports/files.ts'
import type { Streams } from '../../ports/streams.ts'
import { showPlan, type TerraformPlace } from '../../tools/terraform/commands.ts'
import { commandName } from '../../tools/terraform/names.ts'

const field = '--infra-plan'
/** Bytes; it is parsed in one piece. */
const largest = 512 * 1024 * 1024

const fix = 'write it: terraform show -json PLAN > plan.json'

/**
 * Addresses of what a Terraform plan destroys or replaces although it holds data. `file` is an absolute
 * path of what `terraform show -json` printed, or of a plan file, which Terraform is then asked about.
 * @throws OpsctlError BAD_INPUT
 */
export async function infraLosses(
  c: {
    readonly files: Pick<Files, 'readRegular'>
    readonly streams: Streams
    readonly terraform: TerraformPlace
  },
  file: string,
): Promise<readonly string[]> {
  const found = await c.files.readRegular(file, largest).catch(() => null)
  const bytes = found?.content ?? null
  if (bytes === null) {
    const what = found === null ? 'there is no file' : 'is no file, or larger than any plan:'
    throw badInput(field, `${what} ${JSON.stringify(file)}`, fix)
  }
  // A plan file is a zip archive, which begins so.
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b
  const plan = planOf(zipped ? await shown(c, file) : new TextDecoder().decode(bytes))
  return dataLosses(summarise(plan)).map((change) => change.address)
}

async function shown(
  { streams, terraform }: { readonly streams: Streams; readonly terraform: TerraformPlace },
  file: string,
): Promise<string> {
  const ended = await streams.read(showPlan(terraform, file))
  if (ended.exitCode === 0) return ended.stdout
  throw badInput(field, `${commandName(terraform)} cannot show it:\n${ended.stderr.trim()}`, fix)
}

function planOf(text: string): PlanJson {
  let plan: (PlanJson & { errored?: unknown }) | null = null
  try {
    plan = JSON.parse(text.replace(/^\ufeff/, '')) as PlanJson
  } catch {
    throw badInput(field, 'is neither a plan file nor JSON', fix)
  }
  const { format_version: format, resource_changes: changes = [] } = plan ?? {}
  if (typeof format !== 'string' || !/^1\./.test(format) || !Array.isArray(changes)) {
    throw badInput(field, 'is not what `terraform show -json` prints of a plan (format 1.x)', fix)
  }
  if (plan?.errored === true) {
    throw badInput(field, 'is the plan of a run that failed, so it may lack changes', 'plan again')
  }
  return { ...plan, resource_changes: changes }
}
