import assert from 'node:assert/strict'
import type { Policy } from '../../../../src/domain/snapshot/coverage.ts'
import {
  policyStatus,
  uncoveredHolders,
} from '../../../../src/operations/snapshot/policy/status.ts'
import { paintFor } from '../../../../src/ui/paint.ts'
import { policyStatusText } from '../../../../src/ui/snapshot-policy-view.ts'
import { data, own, Setting } from '../setting.ts'

const plain = paintFor(false)

const byTags: Policy = {
  by: 'AWS Backup',
  name: 'shop-prod',
  idle: null,
  selections: [
    {
      arns: ['arn:aws:ec2:*:*:volume/*'],
      notArns: [],
      anyTag: [],
      allTags: [{ key: 'HoldsData', value: 'true', how: 'equals' }],
      optedIn: [],
    },
  ],
}

function statusWith(s: Setting, policies: readonly Policy[], unread: readonly string[] = []) {
  return policyStatus(s.context({}), { read: async () => ({ policies, unread }) })
}

describe('snapshot policy status', () => {
  it('tells what no policy copies, and with what the rest is copied', async () => {
    const s = new Setting()
    const measurements = s.ebs.addVolume(own)
    s.rds.add('shop-prod', own)
    const status = await statusWith(s, [byTags])
    const found = new Map(status.holders.map((one) => [one.id, one]))
    assert.deepEqual(found.get(s.volume)?.coveredBy, ['AWS Backup shop-prod'])
    assert.equal(found.get(measurements)?.holdsData, false)
    const missed = uncoveredHolders(status).map((one) => one.id)
    assert.deepEqual(missed, ['shop-prod'], 'a database holds data whatever its tags say')
  })

  it('without a policy all that holds data is missed', async () => {
    const s = new Setting()
    const status = await statusWith(s, [])
    assert.ok(uncoveredHolders(status).some((one) => one.id === s.volume))
    assert.match(policyStatusText(status, plain), /vol-\S+ +data +no policy\n/)
    assert.match(policyStatusText(status, plain), /copied by no policy\.\n$/)
  })

  it('leaves out what a swap put aside and what an operation made for itself', async () => {
    const s = new Setting()
    s.ebs.addVolume({ ...data, 'opsctl:set-aside': 'op' })
    s.ebs.addVolume({ ...data, 'opsctl:operation': 'op' })
    const volumes = (await statusWith(s, [])).holders.filter((one) => one.kind === 'volume')
    assert.deepEqual(
      volumes.map((one) => one.id),
      [s.volume],
    )
  })

  it('says which service could not be read and which policy is idle', async () => {
    const s = new Setting()
    const idle = { ...byTags, by: 'DLM' as const, name: 'policy-1', idle: 'it is DISABLED' }
    const text = policyStatusText(await statusWith(s, [idle], ['AWS Backup (AccessDenied)']), plain)
    assert.match(text, /DLM policy-1 copies nothing: it is DISABLED\.\n/)
    assert.match(text, /Could not be read: AWS Backup \(AccessDenied\)\.\n/)
  })
})
