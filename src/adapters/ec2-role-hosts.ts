import type { AwsAccess } from './aws-access.ts'
import { bounded } from './aws-client.ts'

/** Private addresses of the running hosts of an environment with a role, by the tags of Terraform. */
export async function roleAddresses(
  aws: AwsAccess,
  project: string,
  environment: string,
  role: string,
): Promise<readonly string[]> {
  const { DescribeInstancesCommand, EC2Client } = await import('./ec2-sdk.ts')
  const client = new EC2Client(bounded(aws))
  const tag = (name: string, value: string) => ({ Name: `tag:${name}`, Values: [value] })
  try {
    const found = await client.send(
      new DescribeInstancesCommand({
        Filters: [
          tag('Project', project),
          tag('Environment', environment),
          tag('Role', role),
          { Name: 'instance-state-name', Values: ['running'] },
        ],
      }),
    )
    const hosts = (found.Reservations ?? []).flatMap((one) => one.Instances ?? [])
    return hosts.flatMap(({ PrivateIpAddress: address }) => (address ? [address] : []))
  } finally {
    client.destroy()
  }
}
