import assert from 'node:assert/strict'
import { awsQuery, texts, until } from '../e2e/aws-query.ts'
import { opsctl } from './opsctl.ts'

interface Host {
  readonly host: string
  readonly role: string
  readonly address: string
}

/** Faults of hosts and of Prometheus: each is felt, and `clear` ends it. */
describe('sandbox fault, of hosts', () => {
  let hosts: readonly Host[] = []
  let endpoint = ''

  const add = (...words: string[]) => opsctl('sandbox', 'fault', 'add', ...words)
  const clear = () => opsctl('sandbox', 'fault', 'clear')
  const elb = (action: string, parameters = {}) =>
    awsQuery(endpoint, 'elasticloadbalancing', action, parameters)
  /** App hosts that were scraped just now: a value stays for five minutes after the last scrape. */
  const scraped = async () => {
    const { address } = hosts.find(({ role }) => role === 'monitoring') as Host
    const query = 'time() - timestamp(up{job="service"}) < 6'
    const path = `/api/v1/query?query=${encodeURIComponent(query)}`
    const answer = await fetch(`http://${address}:9090${path}`)
    return ((await answer.json()) as { data: { result: unknown[] } }).data.result.length
  }
  const fails = (what: () => Promise<unknown>) =>
    what().then(
      () => false,
      () => true,
    )
  const states = async () => {
    const groups = texts(await elb('DescribeTargetGroups'), 'TargetGroupArn')
    const all = groups.map((arn) => elb('DescribeTargetHealth', { TargetGroupArn: arn }))
    return (await Promise.all(all)).flatMap((xml) => texts(xml, 'State'))
  }

  before(async () => {
    const found = await opsctl('config', 'inventory', '-e', 'sandbox', '--refresh')
    hosts = found['hosts'] as readonly Host[]
    endpoint = String((await opsctl('sandbox', 'up'))['endpoint'])
  })
  afterEach(clear)

  it('prometheus-down, prometheus-empty: nothing to judge by, until it is cleared', async () => {
    assert.ok((await scraped()) > 0)
    await add('prometheus-down')
    await until('no Prometheus', 30, () => fails(scraped))
    await clear()
    await until('Prometheus', 60, async () => (await scraped().catch(() => 0)) > 0)
    await add('prometheus-empty')
    await until('nobody is scraped', 60, async () => (await scraped()) === 0)
    await clear()
    await until('all are scraped', 60, async () => (await scraped()) > 0)
  })

  it('unhealthy: the load balancer finds the host sick, and well again', async () => {
    const host = hosts.find(({ role }) => role === 'app')?.host ?? ''
    await add('unhealthy', '--host', host)
    await until('sick', 60, async () => (await states()).includes('unhealthy'))
    await clear()
    await until('well', 60, async () => !(await states()).includes('unhealthy'))
  })
})
