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

  it('leaves out the instances that a swap put aside or an operation made as well', async () => {
    const s = new Setting()
    s.rds.add('shop-prod', own)
    s.rds.add('shop-aside', { ...own, 'opsctl:set-aside': 'op' })
    s.rds.add('shop-verify', { ...own, 'opsctl:operation': 'op' })
    const ids = (await statusWith(s, [])).holders.map((one) => one.id)
    assert.deepEqual(ids, [s.volume, 'shop-prod'])
  })

  it('knows a volume by the ARN of its partition', async () => {
    for (const [region, partition] of [
      ['eu-west-3', 'aws'],
      ['cn-north-1', 'aws-cn'],
      ['us-gov-west-1', 'aws-us-gov'],
    ]) {
      const s = new Setting()
      const arn = `arn:${partition}:ec2:${region}:111111111111:volume/${s.volume}`
      const [selection] = byTags.selections
      const policy = { ...byTags, selections: [{ ...selection, arns: [arn] }] } as Policy
      const context = s.context({})
      const environment = { ...context.environment, region } as typeof context.environment
      const reader = { read: async () => ({ policies: [policy], unread: [] }) }
      const { holders } = await policyStatus({ ...context, environment }, reader)
      assert.deepEqual(holders[0]?.coveredBy, ['AWS Backup shop-prod'], region)
    }
  })

  it('is not told to the credentials of another account', async () => {
    const s = new Setting()
    const identity = { read: async () => ({ account: '222222222222', arn: '' }) }
    const reader = { read: () => assert.fail('the policies were read') }
    await assert.rejects(policyStatus({ ...s.context({}), identity }, reader), {
      code: 'WRONG_ACCOUNT',
    })
  })

  it('says which service could not be read and which policy is idle', async () => {
    const s = new Setting()
    const idle = { ...byTags, by: 'DLM' as const, name: 'policy-1', idle: 'it is DISABLED' }
    const text = policyStatusText(await statusWith(s, [idle], ['AWS Backup (AccessDenied)']), plain)
    assert.match(text, /DLM policy-1 copies nothing: it is DISABLED\.\n/)
    assert.match(text, /Could not be read: AWS Backup \(AccessDenied\)\.\n/)
  })
})
