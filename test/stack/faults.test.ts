import assert from 'node:assert/strict'
import { awsQuery, texts, until } from '../e2e/aws-query.ts'
import { opsctl, start } from './opsctl.ts'

interface SetFault {
  readonly id: string
  readonly hits: number | null
}
interface Host {
  readonly host: string
  readonly role: string
  readonly address: string
}

/** Faults of calls and of the registry: each is felt, and `clear` ends it. */
describe('sandbox fault', () => {
  const env = ['-e', 'sandbox']
  let hosts: readonly Host[] = []
  let endpoint = ''

  const add = async (...words: string[]) =>
    (await opsctl('sandbox', 'fault', 'add', ...words)) as unknown as SetFault
  const clear = () => opsctl('sandbox', 'fault', 'clear')
  const hits = async () => {
    const { faults } = (await opsctl('sandbox', 'fault', 'list')) as { faults: SetFault[] }
    return faults[0]?.hits ?? 0
  }
  const ec2 = (action: string, parameters = {}) => awsQuery(endpoint, 'ec2', action, parameters)
  const status = () => start('deploy', 'status', ...env).ended
  const registry = async () =>
    (await fetch(`http://${(await opsctl('sandbox', 'up'))['registryPublished']}/v2/`)).status
  const fails = (what: () => Promise<unknown>) =>
    what().then(
      () => false,
      () => true,
    )
  before(async () => {
    const found = await opsctl('config', 'inventory', ...env, '--refresh')
    hosts = found['hosts'] as readonly Host[]
    // The first of them puts the relay in the way, where it stays.
    await add('latency', '--by', '1ms')
    endpoint = String((await opsctl('sandbox', 'up'))['endpoint'])
    await clear()
  })
  afterEach(clear)

  it('throttle, error: refused, and well again when the SDK repeats it', async () => {
    for (const kind of ['throttle', 'error']) {
      await add(kind, '--times', '3')
      assert.equal((await status()).code, 0)
      assert.equal(await hits(), 3)
      await clear()
    }
    await add('throttle')
    assert.ok(await fails(() => ec2('DescribeTags')))
    await clear()
    await ec2('DescribeTags')
  })

  it('expired: exit 2, and it is not tried again and again', async () => {
    await add('expired', '--on', 'elasticloadbalancing:*')
    const { code, error } = await status()
    assert.deepEqual([code, error], [2, 'NO_CREDENTIALS'])
    await clear()
    assert.equal((await status()).code, 0)
  })

  it('lost-reply: carried out, never answered', async () => {
    const [first] = hosts
    const name = `Fault${Date.now()}`
    const tag = { 'ResourceId.1': first?.host ?? '', 'Tag.1.Key': name, 'Tag.1.Value': 'x' }
    await add('lost-reply', '--changing', '--on', 'ec2:CreateTags')
    assert.ok(await fails(() => ec2('CreateTags', tag)))
    const keys = texts(await ec2('DescribeTags'), 'key')
    assert.ok(keys.includes(name), 'the call was carried out')
    await clear()
    await ec2('DeleteTags', tag)
    assert.ok(!texts(await ec2('DescribeTags'), 'key').includes(name))
  })

  it('latency: every call waits', async () => {
    const took = async () => {
      const began = performance.now()
      await ec2('DescribeTags')
      return performance.now() - began
    }
    await add('latency', '--by', '1500ms')
    assert.ok((await took()) >= 1500)
    await clear()
    assert.ok((await took()) < 1500)
  })

  it('registry-down: a deployment stops before anything', async () => {
    assert.equal(await registry(), 200)
    await add('registry-down')
    await until('no registry', 30, () => fails(registry))
    const { code, error } = await start('deploy', '0.0.1', ...env).ended
    assert.deepEqual([code, error], [1, 'REGISTRY_UNREACHABLE'])
    await clear()
    await until('the registry', 30, async () => !(await fails(registry)))
  })
})
