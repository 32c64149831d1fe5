import { imageMissing, toolFailed } from '../../errors/index.ts'
import { imageId, push } from '../../tools/image/commands.ts'
import type { ImageContext } from './context.ts'

export interface PushedImage {
  /** How everybody names it from now on: `repository@sha256:…`. */
  readonly reference: string
  readonly digest: string
}

export interface PushTarget {
  /** Repository as this machine reaches it, e.g. `ghcr.io/acme/shop`. */
  readonly repository: string
  /** Repository as the hosts reach it; the same on AWS. */
  readonly seenByHosts: string
  readonly plainHttp: boolean
  /** Absolute folder for the file with the digest. */
  readonly folder: string
}

/**
 * Pushes the built image and gives its digest, by which alone it is deployed.
 * @throws OpsctlError IMAGE_MISSING when it was not built, TOOL_FAILED
 */
export async function imagePush(c: ImageContext, target: PushTarget): Promise<PushedImage> {
  const tag = `${c.name}:${c.version}`
  if ((await c.exec.run(imageId(c.engine, tag))).exitCode !== 0) throw imageMissing(tag)
  const digestFile = `${target.folder}/digest`
  const line = push(c.engine, {
    tag,
    target: `${target.repository}:${c.version}`,
    digestFile,
    plainHttp: target.plainHttp,
  })
  const ended = await c.exec.run(line, { onLine: c.news })
  if (ended.skipped === true)
    return { reference: `${target.seenByHosts}@sha256:unknown`, digest: 'sha256:unknown' }
  const digest = ((await c.files.read(digestFile)) ?? '').trim()
  if (ended.exitCode !== 0 || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw toolFailed(
      `${c.engine.kind} push`,
      `failed (exit ${ended.exitCode}):\n${ended.stderr.trim()}`,
      'The registry is as it was, or has layers that nothing names.',
      [`log in to the registry: ${c.engine.kind} login ${target.repository.split('/')[0]}`],
    )
  }
  return { reference: `${target.seenByHosts}@${digest}`, digest }
}
