import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import type { Documents } from '../ports/documents.ts'
import { answered, patient } from './aws-client.ts'
import { checkKey } from './documents-key.ts'

export interface S3DocumentsOptions {
  readonly bucket: string
  /** Before each key, with its slash, e.g. `shop/opsctl/`. */
  readonly prefix: string
  readonly client: S3ClientConfig
}

/**
 * Documents in a bucket, by S3's conditional writes (If-None-Match, If-Match). The SDK repeats
 * requests whose answer was lost, and the repetition then fails on our own first write: whoever
 * finds exactly its own body in place has won. Bodies must therefore differ between writers (lock
 * and ledger name their process and operation).
 */
export function s3Documents(options: S3DocumentsOptions): Documents {
  const { bucket: Bucket, prefix } = options
  let loaded: Promise<{ sdk: typeof import('./s3-sdk.ts'); client: S3Client }> | undefined
  const s3 = () => {
    loaded ??= import('./s3-sdk.ts').then((sdk) => ({
      sdk,
      client: new sdk.S3Client(patient(options.client)),
    }))
    return loaded
  }

  const read: Documents['read'] = async (key) => {
    const { sdk, client } = await s3()
    try {
      const got = await answered(
        client.send(new sdk.GetObjectCommand({ Bucket, Key: prefix + checkKey(key) })),
      )
      return { body: (await got.Body?.transformToString('utf-8')) ?? '', tag: got.ETag ?? '' }
    } catch (error) {
      if (statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket') return null
      throw error
    }
  }

  const list: Documents['list'] = async (under) => {
    const { sdk, client } = await s3()
    const keys: string[] = []
    const pages = sdk.paginateListObjectsV2({ client }, { Bucket, Prefix: prefix + under })
    for await (const page of pages) {
      for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key.slice(prefix.length))
    }
    return keys.sort()
  }

  const put = async (key: string, Body: string, condition: object): Promise<boolean> => {
    const { sdk, client } = await s3()
    const where = { Bucket, Key: prefix + checkKey(key), ContentType: 'application/json' }
    try {
      await answered(client.send(new sdk.PutObjectCommand({ ...where, Body, ...condition })))
      return true
    } catch (error) {
      const status = statusOf(error)
      if (status === 404 && nameOf(error) !== 'NoSuchBucket') return false
      if (status !== 412 && status !== 409) throw error
      return (await read(key))?.body === Body
    }
  }

  return {
    read,
    create: (key, body) => put(key, body, { IfNoneMatch: '*' }),
    replace: (key, body, tag) => put(key, body, { IfMatch: tag }),
    list: (under) => answered(list(under)),
  }
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } }
  return $metadata?.httpStatusCode
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}
