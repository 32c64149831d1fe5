import type { Addresses } from '../ports/addresses.ts'
import type { AwsAccess } from './aws-access.ts'
import { answered, patient } from './aws-client.ts'

/** Private addresses as EC2 knows them; the SDK is loaded with the first call. */
export function ec2Addresses(access: AwsAccess): Addresses {
  return {
    async of(hosts) {
      if (hosts.length === 0) return new Map()
      const { DescribeInstancesCommand, EC2Client } = await import('./ec2-sdk.ts')
      const client = new EC2Client(patient(access))
      try {
        const question = new DescribeInstancesCommand({ InstanceIds: [...hosts] })
        const { Reservations = [] } = await answered(client.send(question))
        const found = Reservations.flatMap((one) => one.Instances ?? [])
        return new Map(
          found.flatMap(({ InstanceId: id, PrivateIpAddress: address }) =>
            id !== undefined && address !== undefined ? [[id, address] as const] : [],
          ),
        )
      } finally {
        client.destroy()
      }
    },
  }
}
