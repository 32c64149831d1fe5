import assert from 'node:assert/strict'
import { awsQuery, texts } from '../e2e/aws-query.ts'
import { addItem, itemNames } from './items.ts'
import { opsctl } from './opsctl.ts'

const approved = ['--yes', '--confirm', 'sandbox']
const run = (...words: string[]) => opsctl(...words, '-e', 'sandbox')

/**
 * A copy of the volume on which the quickstart's database lies, beside it and in its place, and the way
 * back that is printed then. The environment ends with the volume with which it began.
 */
describe('a volume made from a copy', () => {
  let endpoint = ''
  let address = ''
  let copy = ''
  let aside = ''
  let stood: readonly string[] = []

  before(async () => {
    const up = await opsctl('sandbox', 'up')
    endpoint = String(up['endpoint'])
    address = String(up['loadBalancer'])
    stood = await names()
  })

  const names = () => itemNames(address)
  const add = (name: string) => addItem(address, name)
  async function attached(): Promise<readonly string[]> {
    const taken = { 'Filter.1.Name': 'attachment.status', 'Filter.1.Value.1': 'attached' }
    return texts(await awsQuery(endpoint, 'ec2', 'DescribeVolumes', taken), 'volumeId').sort()
  }
  async function planIsEmpty(): Promise<void> {
    assert.equal((await run('infra', 'plan'))['empty'], true)
  }
  async function restored(...words: string[]): Promise<Readonly<Record<string, unknown>>> {
    return (await run('snapshot', 'restore', ...words))['facts'] as Record<string, unknown>
  }

  it('under a new name hangs nowhere, and the next plan changes nothing', async () => {
    const made = (await run('snapshot', 'create'))['facts']
    ;[copy = ''] = (made as { snapshots: readonly string[] }).snapshots
    await add('after the copy')
    const before = await attached()
    const { volume } = await restored(copy, '--as-new', '--yes')
    const asked = { 'VolumeId.1': String(volume) }
    const answer = await awsQuery(endpoint, 'ec2', 'DescribeVolumes', asked)
    assert.deepEqual(
      [texts(answer, 'snapshotId'), texts(answer, 'status')],
      [[copy], ['available']],
    )
    assert.deepEqual(await attached(), before)
    assert.deepEqual(await names(), [...stood, 'after the copy'].sort())
    await planIsEmpty()
    await awsQuery(endpoint, 'ec2', 'DeleteVolume', { VolumeId: String(volume) })
  })

  it('in the place of the live one has what was copied, and hosts are configured without a change', async () => {
    const facts = await restored(copy, '--swap', ...approved)
    aside = String(facts['live'])
    assert.deepEqual(await names(), stood)
    await planIsEmpty()
    await run('config', 'apply')
    assert.equal((await run('config', 'apply'))['changed'], false)
    assert.deepEqual(await names(), stood)
  })

  it('gives way to the old one by the way back that was printed', async () => {
    await restored(aside, '--swap', ...approved)
    assert.ok((await attached()).includes(aside))
    assert.deepEqual(await names(), [...stood, 'after the copy'].sort())
    await planIsEmpty()
    await run('config', 'apply')
    assert.deepEqual(await names(), [...stood, 'after the copy'].sort())
  })
})
