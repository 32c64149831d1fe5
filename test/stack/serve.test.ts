import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { parts } from '../../src/sandbox/places.ts'
import { awsQuery, texts, until } from '../e2e/aws-query.ts'
import { opsctl } from './opsctl.ts'

interface Host {
  readonly host: string
  readonly role: string
  readonly colour: string | null
}

describe('the stack of the quickstart, asked through its load balancer', () => {
  let address = ''
  let endpoint = ''
  let engine = ''
  let hosts: readonly Host[] = []

  const container = (...words: string[]) => execFileSync(engine, words, { encoding: 'utf8' })
  const elb = (action: string, parameters = {}) =>
    awsQuery(endpoint, 'elasticloadbalancing', action, parameters)
  const store = async (name: string): Promise<string> => {
    const answer = await fetch(`${address}/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })
    assert.equal(answer.status, 201)
    return String(((await answer.json()) as { id: unknown }).id)
  }
  const read = async (id: string): Promise<string> => {
    const answer = await fetch(`${address}/items/${id}`, { signal: AbortSignal.timeout(2000) })
    return ((await answer.json()) as { name?: string }).name ?? ''
  }
  /** The states of this host in the target groups that it belongs to. */
  const healths = async (id: string): Promise<readonly (string | undefined)[]> => {
    const groups = texts(await elb('DescribeTargetGroups'), 'TargetGroupArn')
    const all = groups.map(async (arn) => {
      const xml = await elb('DescribeTargetHealth', { TargetGroupArn: arn })
      const states = texts(xml, 'State')
      return texts(xml, 'Id').flatMap((one, index) => (one === id ? [states[index]] : []))
    })
    return (await Promise.all(all)).flat()
  }

  before(async () => {
    const facts = await opsctl('sandbox', 'up')
    address = String(facts['loadBalancer'])
    endpoint = String(facts['endpoint'])
    engine = String(facts['engine'])
    hosts = (await opsctl('config', 'inventory', '-e', 'sandbox', '--refresh'))[
      'hosts'
    ] as readonly Host[]
  })

  it('stores an item and reads it back', async () => {
    const name = `stack ${Date.now()}`
    assert.equal(await read(await store(name)), name)
  })

  it('loses no request to a stopped app host once its health check has failed', async () => {
    const stopped = hosts.find((one) => one.role === 'app')?.host ?? ''
    const { id } = await opsctl('sandbox', 'fault', 'add', 'stopped', '--host', stopped)
    try {
      await until('unhealthy', 90, async () => (await healths(stopped)).includes('unhealthy'))
      const answers: number[] = []
      for (let n = 0; n < 300; n++) answers.push((await fetch(`${address}/version`)).status)
      assert.deepEqual([...new Set(answers)], [200])
    } finally {
      await opsctl('sandbox', 'fault', 'clear', String(id))
    }
    await until('healthy again', 60, async () => (await healths(stopped)).includes('healthy'))
  })

  it('still has the item after its database host and the load balancer were restarted', async () => {
    const name = `restart ${Date.now()}`
    const id = await store(name)
    const database = hosts.find((one) => one.role === 'db')?.host ?? ''
    container('restart', '--time', '10', database, parts.balancer.name)
    await until('the item', 60, async () => (await read(id).catch(() => '')) === name)
  })

  it('reports no change when it is built and configured again', async () => {
    const up = await opsctl('infra', 'up', '-e', 'sandbox', '--yes')
    assert.equal(up['changed'], false)
    const applied = await opsctl('config', 'apply', '-e', 'sandbox', '--yes')
    assert.equal(applied['changed'], false)
    assert.deepEqual(
      new Set((applied['hosts'] as readonly { word: string }[]).map((one) => one.word)),
      new Set(['ok']),
    )
  })
})
