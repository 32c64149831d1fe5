import { sha256 } from '../../domain/plan/bundle.ts'
import {
  backendDiffers,
  badInput,
  bucketMissing,
  noCredentials,
  toolFailed,
} from '../../errors/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import { typed } from '../../tools/terraform/names.ts'
import { refuseEndlessCode } from './code-hash.ts'
import type { InfraContext } from './context.ts'
import { runInit } from './install.ts'
import { refuseTooOld } from './too-old.ts'

/**
 * Installs the providers and binds the working folder to the environment's state, unless that was
 * done for this very code and backend. When Terraform finds otherwise, see `initialiseAnew`.
 * @throws OpsctlError STATE_BUCKET_MISSING, BACKEND_DIFFERS, NO_CREDENTIALS, TOOL_TOO_OLD, TOOL_FAILED
 */
export async function initialise(c: InfraContext): Promise<void> {
  if (!(await isInitialised(c))) await initialiseAnew(c)
}

/** Whether `initialiseAnew` was done for this very code and backend. */
export async function isInitialised(c: InfraContext): Promise<boolean> {
  const stamp = await c.files.read(stampFile(c))
  return stamp !== null && stamp === (await stampOf(c))
}

/** As `initialise`, whatever was done before. */
export async function initialiseAnew(c: InfraContext): Promise<void> {
  const { backend, environment } = c
  if (backend === null) throw bucketMissing(environment.name)
  if ((await c.files.stat(c.terraform.dir))?.kind !== 'folder') {
    throw badInput(c.terraform.dir, 'there is no such folder', 'name it: terraform.dir')
  }
  await refuseEndlessCode(c.files, c.terraform.dir)
  if (backend.type === 'local') await c.files.makeFolder(folderOf(backend.path), 0o700)
  await c.files.remove(stampFile(c))
  await dropHalfNote(c)
  const said: string[] = []
  const ended = await runInit(c, backend, {
    onLine: (line, stream) => void (stream === 'stderr' && said.push(line)),
  })
  if (ended.exitCode !== 0) {
    const words = said.join('\n').trim()
    const line = typed(c.terraform, 'init')
    if (unknownToAws.test(words)) throw noCredentials(`${line} found no valid ones`, null)
    await refuseTooOld(c)
    throw toolFailed(
      line,
      `failed:\n${words}`,
      'Nothing was changed.',
      waysOn(words, environment.name),
    )
  }
  await checkBackend(c, backend.type)
  await c.files.write(stampFile(c), await stampOf(c))
}

/** How the S3 backend says it: aws-sdk-go-base's own heading, and the codes of STS. */
const unknownToAws = /No valid credential sources|ExpiredToken|InvalidClientTokenId/

/** What helps when Terraform could not reach the state. */
export function waysOn(words: string, environment: string): readonly string[] {
  return /NoSuchBucket|bucket does not exist/.test(words)
    ? [`make the state bucket: opsctl infra bootstrap -e ${environment}`]
    : ['opsctl doctor']
}

/** Without a backend block Terraform warns, ignores what it is told and shares one local state. */
async function checkBackend(c: InfraContext, wanted: string): Promise<void> {
  const noted = await c.files.read(noteFile(c))
  const type = noted === null ? null : (JSON.parse(noted) as Noted).backend?.type
  if (type === wanted) return
  throw backendDiffers(wanted, type ? `backend "${type}"` : 'no backend block')
}

/** A note that a full disk cut short: Terraform refuses to start on it, and writes a new one. */
async function dropHalfNote(c: InfraContext): Promise<void> {
  const noted = await c.files.read(noteFile(c))
  if (noted !== null && !isJson(noted)) await c.files.remove(noteFile(c))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Where Terraform notes which backend the folder is bound to; the state itself is not there. */
function noteFile(c: InfraContext): string {
  return `${c.terraform.dataDir}/terraform.tfstate`
}

interface Noted {
  readonly backend?: { readonly type?: string }
}

async function stampOf(c: InfraContext): Promise<string> {
  const backend = c.backend === null ? '' : terraform.backendName(c.backend)
  const code = await c.codeHash()
  return `${sha256(JSON.stringify([c.terraform.program, backend, code]))}\n`
}

function stampFile(c: InfraContext): string {
  return `${c.terraform.dataDir}/opsctl-initialised`
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
