import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { gitActions } from '../../adapters/git-actions.ts'
import { githubReleases } from '../../adapters/github-releases.ts'
import { httpRegistry } from '../../adapters/http-registry.ts'
import { registryLogin } from '../../adapters/registry-login.ts'
import { withScratchFolder } from '../../adapters/scratch-folder.ts'
import type { JsonObject } from '../../domain/json.ts'
import { newOperationId } from '../../domain/operation-id.ts'
import type { Publication } from '../../domain/release/publication.ts'
import { isLoopback } from '../../domain/release/remote-address.ts'
import {
  type EngineDeps,
  type Facts,
  type Operation,
  type OperationEnd,
  runOperation,
  unfinishedOperations,
} from '../../engine/index.ts'
import { OpsctlError } from '../../errors/index.ts'
import type { ImageContext } from '../../operations/image/context.ts'
import { infraLosses } from '../../operations/release/infra-losses.ts'
import type { ReleaseRequest } from '../../operations/release/plan.ts'
import { alreadyComplete } from '../../operations/release/publish/complete.ts'
import type { PublishContext } from '../../operations/release/publish/context.ts'
import { decide, type PublishSettings } from '../../operations/release/publish/decide.ts'
import { gitRemote } from '../../operations/release/publish/remote.ts'
import { releasePublish } from '../../operations/release/publish.ts'
import { resume } from '../../operations/resume.ts'
import type { OperationBuilders, StoredOperation } from '../../operations/take-up.ts'
import { projectEngineDeps } from './environment-place.ts'
import { imageContext } from './image-context.ts'
import { fromHere, terraformAt } from './release-context.ts'
import { dryPublishContext, drySteps } from './release-dry-run.ts'
import { openReleasePlace, type ReleasePlace, releaseScope, tell } from './release-place.ts'
import type { Workplace } from './workplace.ts'

const kind = 'release publish'

/** How `release publish` ended. */
export interface Published {
  /** Null: nothing asks for a release, and the last one is complete. */
  readonly end: OperationEnd | null
  readonly version: string | null
  readonly tag: string | null
  /** Where a release is that was complete before, as the steps tell it; absent when none was found so. */
  readonly standing?: Facts
  /** In a dry run: why it would be refused. */
  readonly refusals: readonly OpsctlError[]
}

/** What a person asks of the release. */
export interface PublishWords extends Pick<ReleaseRequest, 'as' | 'pre'> {
  /** A Terraform plan that the release is held against, from where opsctl was started; null: none. */
  readonly infraPlan: string | null
}

/**
 * Publishes what is to be published; a release that an earlier run left in the middle goes on first.
 * @throws OpsctlError of what speaks against it, before anything changes (exit 2), and the engine's
 */
export async function runPublish(workplace: Workplace, words: PublishWords): Promise<Published> {
  const place = await openReleasePlace(workplace)
  const request = await requestOf(place, words)
  const deps = await projectEngineDeps(place, place.documents)
  const dry = workplace.call.flags['dry-run'] === true
  const begun = dry ? null : await goOn(place, deps)
  if (begun !== null) return begun
  const settings = await publishSettings(place)
  const real = await publishContext(place, settings.github)
  const own = dirname(deps.operationsFolder)
  const context = dry ? dryPublishContext(real, workplace.progress, own) : real
  const { publication, again, refusals } = await decide(context, settings, request)
  const [first] = refusals
  // Without a branch there is not even something to rehearse.
  if (first !== undefined && (!dry || first.code === 'DETACHED_HEAD')) throw first
  if (publication === null) return { end: null, version: null, tag: null, refusals }
  const { version, tag } = publication
  const stored = {
    id: newOperationId(workplace.clock.now(), randomBytes(4)),
    kind,
    environment: releaseScope,
    input: publication as JsonObject,
  }
  const made = operation(stored, context)
  if (again && refusals.length === 0) {
    const standing = await alreadyComplete(made.steps, made.context)
    if (standing !== null) return { end: null, version, tag, standing, refusals }
  }
  const end = await (dry ? rehearse(made, deps) : runOperation(made, deps))
  return { end, version, tag, refusals }
}

/** @throws OpsctlError BAD_INPUT for a plan that cannot be read */
async function requestOf(
  { workplace, loaded, release }: ReleasePlace,
  { as, pre, infraPlan }: PublishWords,
): Promise<ReleaseRequest> {
  if (infraPlan === null) return { as, pre, dataLosses: [] }
  const terraform = terraformAt(release.folder, loaded.config.terraform)
  const file = fromHere(workplace.call, infraPlan)
  return { as, pre, dataLosses: await infraLosses({ ...release, terraform }, file) }
}

/** Takes up a release that began and did not end; null when there is none. */
async function goOn(place: ReleasePlace, deps: EngineDeps): Promise<Published | null> {
  const open = await unfinishedOperations(deps.files, deps.operationsFolder)
  const [found] = open.filter(({ begin }) => begin.environment === releaseScope)
  if (found === undefined) return null
  const { version, tag } = found.begin.input as Publication
  const { id } = found.begin
  place.workplace.progress.note(`Going on with ${tag}, which operation ${id} began.`)
  const builders = await publishBuilders(place)
  const end = await resume(id, { ...deps, builders })
  return { end: end === 'nothing' ? null : end, version, tag, refusals: [] }
}

/** How `resume`, `abort` and a second run build a publication again. */
export async function publishBuilders(place: ReleasePlace): Promise<OperationBuilders> {
  return new Map([
    [
      kind,
      async (stored: StoredOperation) => {
        const { github } = stored.input as Publication
        return operation(stored, await publishContext(place, github)) as Operation
      },
    ],
  ])
}

function operation(stored: StoredOperation, context: PublishContext) {
  const publication = stored.input as Publication
  return {
    ...stored,
    steps: releasePublish(publication),
    context: { ...context, publication, operation: stored.id },
    effect: 'change' as const,
    lock: true,
  }
}

/** A dry run leaves nothing behind: no journal, no ledger, no lock. */
function rehearse(made: ReturnType<typeof operation>, deps: EngineDeps) {
  const scratch = join(dirname(deps.operationsFolder), 'scratch')
  return withScratchFolder(scratch, (operationsFolder) => {
    const steps = drySteps(made.steps)
    return runOperation({ ...made, steps, effect: 'read' }, { ...deps, operationsFolder })
  })
}

/** What the configuration and the remote say of where a release goes. */
async function publishSettings({ loaded, release }: ReleasePlace): Promise<PublishSettings> {
  const { config } = loaded
  const { sign, assets, image, remote, github } = config.release
  return {
    sign,
    assets,
    image: image ? (config.image.repository ?? null) : null,
    github: github === false ? null : (github ?? (await slugOf(gitRemote(release, remote)))),
  }
}

/** `owner/name` of a remote on GitHub (or the server that Actions runs on); null elsewhere. */
async function slugOf(remote: ReturnType<typeof gitRemote>): Promise<string | null> {
  const server = process.env['GITHUB_SERVER_URL'] ?? 'https://github.com'
  const found = await remote.location().catch(() => null)
  if (found === null || !URL.canParse(server)) return null
  const fits = found.host === new URL(server).hostname && /^[\w.-]+\/[\w.-]+$/.test(found.path)
  return fits ? found.path : null
}

async function publishContext(
  { workplace, loaded, release }: ReleasePlace,
  github: string | null,
): Promise<PublishContext> {
  const { call, redactor, clock } = workplace
  const token = process.env['GITHUB_TOKEN'] || process.env['GH_TOKEN'] || null
  if (token !== null) redactor.add(token)
  const registryHost = (loaded.config.image.repository ?? '').replace(/(:\d+)?\/.*$/, '')
  // The version is that of the release, known later.
  const image = await imageContext(workplace, loaded, { version: '0.0.0' }).catch(
    (error: unknown) => {
      if (error instanceof OpsctlError) return error
      throw error
    },
  )
  return {
    release,
    git: gitActions({ signal: call.signal, told: (command) => tell(workplace, command) }),
    exec: workplace.exec,
    remote: gitRemote(release, loaded.config.release.remote),
    registry: httpRegistry({ plainHttp: isLoopback(registryHost), basic: registryLogin }),
    github: githubReleases({
      apiUrl: process.env['GITHUB_API_URL'] || 'https://api.github.com',
      token,
      repository: github ?? '',
      signal: call.signal,
    }),
    image: ({ folder, version, commit }): ImageContext => {
      if (image instanceof OpsctlError) throw image
      return { ...image, folder: join(folder, loaded.config.image.dir), version, commit }
    },
    clock,
    project: loaded.config.project,
  }
}
