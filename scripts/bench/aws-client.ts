/** An AWS client as opsctl's adapters make it, ready for its first call; the first word says which. */
import { enableCompileCache } from 'node:module'
import { patient } from '../../src/adapters/aws-client.ts'

enableCompileCache(process.argv[3])
const access = patient({ region: 'eu-west-3' })
const clients: Readonly<Record<string, () => Promise<object>>> = {
  sts: async () => new (await import('@aws-sdk/client-sts')).STSClient(access),
  s3: async () => new (await import('../../src/adapters/s3-sdk.ts')).S3Client(access),
  'load balancing': async () => {
    const sdk = await import('../../src/adapters/balancer-sdk.ts')
    return new sdk.ElasticLoadBalancingV2Client(access)
  },
  ec2: async () => new (await import('../../src/adapters/ec2-sdk.ts')).EC2Client(access),
}
await clients[process.argv[2] ?? '']?.()
