import type { ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53'
import type { DnsRecord } from '../domain/traffic/dns-records.ts'
import type { ZoneReader, ZoneWriter } from '../ports/zone.ts'
import type { AwsAccess } from './aws-access.ts'
import { answered, patient } from './aws-client.ts'

/** A hosted zone of Route 53; the SDK is loaded with the first call. */
export function route53Zone(access: AwsAccess, zone: string): ZoneReader & ZoneWriter {
  let loaded: Promise<{ sdk: Sdk; client: Route53Client }> | undefined
  const route53 = () => {
    loaded ??= import('@aws-sdk/client-route-53').then((sdk) => ({
      sdk,
      client: new sdk.Route53Client(patient(access)),
    }))
    return loaded
  }
  return {
    async records(name) {
      const { sdk, client } = await route53()
      // Sorted by name and type from there on; a name has fewer record sets than one page (300).
      const question = { HostedZoneId: zone, StartRecordName: name }
      const [itself, listed] = await Promise.all([
        answered(client.send(new sdk.GetHostedZoneCommand({ Id: zone }))),
        answered(client.send(new sdk.ListResourceRecordSetsCommand(question))),
      ])
      const sets = (listed.ResourceRecordSets ?? []).filter((set) => plain(set.Name) === name)
      return { apex: plain(itself.HostedZone?.Name), records: sets.map(recordOf), raw: sets }
    },

    async inSync(change) {
      const { sdk, client } = await route53()
      const answer = await answered(client.send(new sdk.GetChangeCommand({ Id: change })))
      return answer.ChangeInfo?.Status === 'INSYNC'
    },

    async setWeights(view, weights) {
      const { sdk, client } = await route53()
      const sets = (view.raw as readonly ResourceRecordSet[]).filter(
        ({ Weight }) => Weight !== undefined,
      )
      const Changes = sets.map((set) => ({
        Action: 'UPSERT' as const,
        ResourceRecordSet: { ...set, Weight: weights[set.SetIdentifier as 'blue' | 'green'] },
      }))
      const change = { HostedZoneId: zone, ChangeBatch: { Changes } }
      const answer = await answered(client.send(new sdk.ChangeResourceRecordSetsCommand(change)))
      return answer.ChangeInfo?.Id ?? ''
    },
  }
}

type Sdk = typeof import('@aws-sdk/client-route-53')

/** Route 53 writes names in full, with the last dot. */
function plain(name: string | undefined): string {
  return (name ?? '').replace(/\.$/, '')
}

function recordOf(set: ResourceRecordSet): DnsRecord {
  const values = (set.ResourceRecords ?? []).map(({ Value = '' }) => plain(Value))
  const alias = set.AliasTarget?.DNSName
  return {
    type: set.Type ?? '',
    identifier: set.SetIdentifier ?? null,
    weight: set.Weight ?? null,
    ttl: set.TTL ?? null,
    leadsTo: alias === undefined ? values : [plain(alias)],
  }
}
