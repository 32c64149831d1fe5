import type { S3Client } from '@aws-sdk/client-s3'
import type { StateBucket } from '../ports/state-bucket.ts'
import type { AwsAccess } from './aws-access.ts'
import { bounded } from './aws-client.ts'

/** The settings of one bucket, each read before it is written. */
export async function s3StateBucket(access: AwsAccess, bucket: string): Promise<StateBucket> {
  const s3 = await import('./s3-sdk.ts')
  const client = new s3.S3Client(bounded(access))
  const Bucket = bucket
  const found = async <T>(send: () => Promise<T>): Promise<T | null> => {
    try {
      return await send()
    } catch (error) {
      if (isAbsent(error)) return null
      throw error
    }
  }
  return {
    exists: async () =>
      (await found(() => client.send(new s3.HeadBucketCommand({ Bucket })))) !== null,
    create: () => createBucket(s3, client, bucket, access.region),
    isVersioned: async () => {
      const answer = await client.send(new s3.GetBucketVersioningCommand({ Bucket }))
      return answer.Status === 'Enabled'
    },
    enableVersioning: async () => {
      const VersioningConfiguration = { Status: 'Enabled' as const }
      await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    },
    isEncrypted: async () => {
      const answer = await found(() => client.send(new s3.GetBucketEncryptionCommand({ Bucket })))
      const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? []
      return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm === 'aws:kms'
    },
    enableEncryption: async () => {
      const Rules = [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const },
          BucketKeyEnabled: true,
        },
      ]
      const ServerSideEncryptionConfiguration = { Rules }
      await client.send(
        new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }),
      )
    },
    isPrivate: async () => {
      const answer = await found(() => client.send(new s3.GetPublicAccessBlockCommand({ Bucket })))
      const block = answer?.PublicAccessBlockConfiguration
      return Object.keys(closed).every((key) => block?.[key as keyof typeof closed] === true)
    },
    makePrivate: async () => {
      const PublicAccessBlockConfiguration = closed
      await client.send(
        new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }),
      )
    },
    refusesPlainHttp: async () => {
      const answer = await found(() => client.send(new s3.GetBucketPolicyCommand({ Bucket })))
      return (answer?.Policy ?? '').includes('aws:SecureTransport')
    },
    refusePlainHttp: async () => {
      await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: tlsOnly(bucket) }))
    },
  }
}

const closed = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
}

// us-east-1 is the one region that S3 refuses as a location constraint (CreateBucket, S3 API).
async function createBucket(
  s3: typeof import('./s3-sdk.ts'),
  client: S3Client,
  bucket: string,
  region: string,
): Promise<void> {
  const LocationConstraint = region as import('@aws-sdk/client-s3').BucketLocationConstraint
  const elsewhere =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } }
  try {
    await client.send(new s3.CreateBucketCommand({ Bucket: bucket, ...elsewhere }))
  } catch (error) {
    // A lost reply: the repeated request finds the bucket that the first one made.
    if ((error as Error).name !== 'BucketAlreadyOwnedByYou') throw error
  }
}

function isAbsent(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
  return $metadata?.httpStatusCode === 404 || name === 'NoSuchBucketPolicy' || name === 'NotFound'
}

/** Denies every request that does not come by TLS (AWS Security Hub control S3.5). */
function tlsOnly(bucket: string): string {
  const statement = {
    Sid: 'DenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
