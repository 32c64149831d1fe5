import { pageXml, snapshotServer, snapshotXml } from './snapshot-server.ts'

/** What becomes of the scratch host that is asked for. */
type OnStart = () => 'started' | 'refused'

const reservation = (...ids: readonly string[]) =>
  `<DescribeInstancesResponse><reservationSet><item><instancesSet>${ids
    .map(
      (id) =>
        `<item><instanceId>${id}</instanceId><imageId>ami-1</imageId><instanceType>t3.small</instanceType><instanceState><name>pending</name></instanceState></item>`,
    )
    .join('')}</instancesSet></item></reservationSet></DescribeInstancesResponse>`

/**
 * An AWS with one snapshot and one host of the service, which knows what `snapshot verify` asks until
 * its scratch host is there, and what is asked to take that away.
 */
export async function verifyingAws(onStart: OnStart) {
  const scratch = new Set<string>()
  const refused = {
    status: 400,
    body: '<Response><Errors><Error><Code>Odd</Code></Error></Errors></Response>',
  }
  const ok = (body: string) => ({ status: 200, body })
  const server = await snapshotServer(
    () => pageXml(snapshotXml(1), null),
    (action, parameters) => {
      const asked = [...parameters.values()]
      if (action === 'GetCallerIdentity') {
        return ok(
          '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111111111111</Account><Arn>arn:aws:iam::111111111111:user/ann</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
        )
      }
      if (action === 'DescribeSnapshotAttribute') return ok('<DescribeSnapshotAttributeResponse/>')
      if (action === 'DescribeInstanceAttribute') return ok('<DescribeInstanceAttributeResponse/>')
      if (action === 'DescribeVolumes') return ok('<DescribeVolumesResponse/>')
      if (action === 'DescribeDBInstances') {
        return ok(
          '<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult></DescribeDBInstancesResponse>',
        )
      }
      if (action === 'DescribeInstances') {
        if (asked.includes('tag:opsctl:operation')) return ok(reservation(...scratch))
        return ok(reservation('i-0000000000000000a').replace('pending', 'running'))
      }
      if (action === 'RunInstances' && onStart() === 'started') {
        scratch.add('i-0000000000000000b')
        return ok(
          '<RunInstancesResponse><instancesSet><item><instanceId>i-0000000000000000b</instanceId><instanceState><name>pending</name></instanceState></item></instancesSet></RunInstancesResponse>',
        )
      }
      if (action === 'TerminateInstances') {
        for (const id of asked) scratch.delete(id)
        return ok('<TerminateInstancesResponse/>')
      }
      return refused
    },
  )
  return { ...server, scratch }
}
