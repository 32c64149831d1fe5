import type { Instance } from '@aws-sdk/client-ec2'
import type { ScratchHost, ScratchHostReader, ScratchHostWriter } from '../ports/scratch-hosts.ts'
import type { AwsAccess } from './aws-access.ts'
import { type Ec2, lazyEc2, orNull, tagFilters, tagList } from './ec2-client.ts'

export function awsScratchHostReader(access: AwsAccess): ScratchHostReader {
  const ec2 = lazyEc2(access)
  return {
    async tagged(tags) {
      const { sdk, client } = await ec2()
      const states = ['pending', 'running', 'stopping', 'stopped', 'shutting-down']
      const Filters = [...tagFilters(tags), { Name: 'instance-state-name', Values: states }]
      const found: ScratchHost[] = []
      for await (const page of sdk.paginateDescribeInstances({ client }, { Filters })) {
        for (const { Instances = [] } of page.Reservations ?? [])
          found.push(...Instances.map(toHost))
      }
      return found
    },
  }
}

export function awsScratchHostWriter(access: AwsAccess): ScratchHostWriter {
  const ec2 = lazyEc2(access)
  return {
    async start(like, tags, token) {
      const asked = await ec2()
      const { sdk, client } = asked
      const request = await sameKind(asked, like)
      const TagSpecifications = (['instance', 'volume'] as const).map((ResourceType) => ({
        ResourceType,
        Tags: tagList(tags),
      }))
      const command = new sdk.RunInstancesCommand({
        ...request,
        MinCount: 1,
        MaxCount: 1,
        ClientToken: token,
        TagSpecifications,
      })
      const [made] = (await client.send(command)).Instances ?? []
      if (made === undefined) throw new Error('RunInstances answered without an instance')
      return toHost(made)
    },
    async terminate(id) {
      const { sdk, client } = await ec2()
      await orNull(() => client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [id] })))
    },
  }
}

/** What a RunInstances needs to make another host like this one. */
async function sameKind({ sdk, client }: Ec2, like: string) {
  const found = await client.send(new sdk.DescribeInstancesCommand({ InstanceIds: [like] }))
  const [model] = found.Reservations?.[0]?.Instances ?? []
  if (model === undefined) throw new Error(`instance ${like} was not found`)
  const userData = await client.send(
    new sdk.DescribeInstanceAttributeCommand({ InstanceId: like, Attribute: 'userData' }),
  )
  const profile = model.IamInstanceProfile?.Arn
  return {
    ImageId: model.ImageId,
    InstanceType: model.InstanceType,
    SubnetId: model.SubnetId,
    SecurityGroupIds: (model.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    MetadataOptions: { HttpTokens: 'required' as const, HttpPutResponseHopLimit: 1 },
    ...(profile === undefined ? {} : { IamInstanceProfile: { Arn: profile } }),
    ...(userData.UserData?.Value ? { UserData: userData.UserData.Value } : {}),
  }
}

function toHost(one: Instance): ScratchHost {
  return {
    id: one.InstanceId ?? '',
    state: one.State?.Name ?? '',
    address: one.PrivateIpAddress ?? null,
  }
}
