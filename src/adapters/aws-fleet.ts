import type { AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling'
import { groupMissing } from '../errors/index.ts'
import type { FleetHost, FleetReader, FleetWriter } from '../ports/fleet.ts'
import type { AwsAccess } from './aws-access.ts'
import { answered, patient } from './aws-client.ts'

/** Auto Scaling groups and their launch templates; the SDKs are loaded with the first call. */
export function awsFleet(access: AwsAccess): FleetReader & FleetWriter {
  const scaling = once(async () => {
    const sdk = await import('./scaling-sdk.ts')
    return { sdk, client: new sdk.AutoScalingClient(patient(access)) }
  })
  const ec2 = once(async () => {
    const sdk = await import('./ec2-sdk.ts')
    return { sdk, client: new sdk.EC2Client(patient(access)) }
  })
  return {
    async group(name) {
      const { sdk, client } = await scaling()
      const question = new sdk.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
      const [found] = (await answered(client.send(question))).AutoScalingGroups ?? []
      if (found === undefined) throw groupMissing(name)
      return groupView(name, found)
    },

    async templateExists(id, version) {
      const { sdk, client } = await ec2()
      const question = { LaunchTemplateId: id, Versions: [version] }
      try {
        const answer = await answered(
          client.send(new sdk.DescribeLaunchTemplateVersionsCommand(question)),
        )
        return (answer.LaunchTemplateVersions ?? []).length > 0
      } catch (error) {
        // InvalidLaunchTemplateId.NotFound, .VersionNotFound (EC2 API reference, "Error codes").
        if (/^InvalidLaunchTemplateId\./.test((error as Error).name)) return false
        throw error
      }
    },

    async setCapacity(name, { min, desired }) {
      const { sdk, client } = await scaling()
      const numbers = { MinSize: min, DesiredCapacity: desired }
      const AutoScalingGroupName = name
      await answered(
        client.send(new sdk.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...numbers })),
      )
    },
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function groupView(name: string, group: AutoScalingGroup) {
  const { LaunchTemplateId: id = '', Version: version = '' } = group.LaunchTemplate ?? {}
  return {
    name,
    min: group.MinSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    max: group.MaxSize ?? 0,
    launchTemplate: { id, version },
    hosts: (group.Instances ?? []).filter(stays).map(host),
  }
}

function stays({ LifecycleState }: Instance): boolean {
  return LifecycleState === 'InService' || LifecycleState?.startsWith('Pending') === true
}

function host(instance: Instance): FleetHost {
  return {
    id: instance.InstanceId ?? '',
    inService: instance.LifecycleState === 'InService',
    templateVersion: instance.LaunchTemplate?.Version ?? '',
  }
}
