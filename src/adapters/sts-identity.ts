import { noCredentials } from '../errors/index.ts'
import type { IdentityReader } from '../ports/identity.ts'
import type { AwsAccess } from './aws-access.ts'
import { bounded } from './aws-client.ts'

/** Asks STS, the one call that every principal may make. */
export function stsIdentity(access: AwsAccess): IdentityReader {
  return {
    async read() {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
      const client = new STSClient(bounded(access))
      try {
        const answer = await client.send(new GetCallerIdentityCommand({}))
        return { account: answer.Account ?? '', arn: answer.Arn ?? '' }
      } catch (error) {
        throw noCredentials(error instanceof Error ? error.message : String(error), error)
      } finally {
        client.destroy()
      }
    },
  }
}
