import { accountUnknown, OpsctlError } from '../errors/index.ts'
import type { IdentityReader } from '../ports/identity.ts'
import type { AwsAccess } from './aws-access.ts'
import { answered, bounded } from './aws-client.ts'

/** Asks STS, the one call that every principal may make. */
export function stsIdentity(access: AwsAccess): IdentityReader {
  return {
    async read() {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
      const client = new STSClient(bounded(access))
      try {
        const answer = await answered(client.send(new GetCallerIdentityCommand({})))
        return { account: answer.Account ?? '', arn: answer.Arn ?? '' }
      } catch (error) {
        throw error instanceof OpsctlError ? error : accountUnknown(error)
      } finally {
        client.destroy()
      }
    },
  }
}
