import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { awsQuery, texts } from '../e2e/aws-query.ts'
import { opsctl, start } from './opsctl.ts'

interface Drift {
  readonly terraform: { readonly plan: { readonly drift: { readonly address: string }[] } }
  readonly ansible: { readonly findings: { host: string; what: string; cause: string }[] }
  readonly live: { readonly findings: { what: string; by: string | null }[] }
  readonly drifted: boolean
}

/** Somebody else's hands on all three layers of the quickstart's environment, and the way back. */
describe('drift', () => {
  const env = ['-e', 'sandbox']
  const drift = async () => {
    const { code, result } = await start('drift', ...env, '--exit-code').ended
    return { code, found: result as unknown as Drift }
  }
  let endpoint = ''
  const elb = (action: string, parameters = {}) =>
    awsQuery(endpoint, 'elasticloadbalancing', action, parameters)

  it('is none as opsctl left it', async () => {
    const { code, found } = await drift()
    assert.deepEqual(found.ansible.findings, [])
    assert.deepEqual(found.live.findings, [])
    assert.deepEqual([code, found.drifted], [0, false])
  })

  it('names a tag, a file and the weights that somebody changed by hand: exit 3', async () => {
    const facts = await opsctl('sandbox', 'up')
    endpoint = String(facts['endpoint'])
    const engine = String(facts['engine'])
    const { hosts } = (await opsctl('config', 'inventory', ...env, '--refresh')) as {
      hosts: { host: string; role: string; colour: string | null }[]
    }
    const database = hosts.find(({ role }) => role === 'db')?.host ?? ''
    const tag = { 'ResourceId.1': database, 'Tag.1.Key': 'Role', 'Tag.1.Value': 'db' }
    const [app] = hosts.filter(({ role }) => role === 'app')
    const file = '/etc/containers/registries.conf.d/50-opsctl.conf'
    const listener = await listenerOf()
    await awsQuery(endpoint, 'ec2', 'CreateTags', {
      ...tag,
      'Tag.1.Key': 'Owner',
      'Tag.1.Value': 'eve',
    })
    execFileSync(engine, ['exec', app?.host ?? '', 'sh', '-c', `echo '# by hand' >> ${file}`])
    await listener.weigh(50, 50)
    try {
      const { code, found } = await drift()
      assert.equal(code, 3)
      assert.match(JSON.stringify(found.terraform.plan.drift), /aws_instance/)
      const [edited] = found.ansible.findings
      assert.deepEqual([edited?.host, edited?.cause], [app?.host, 'outside'])
      assert.match(edited?.what ?? '', /registry is spoken to/)
      const [moved] = found.live.findings
      assert.match(moved?.what ?? '', /^traffic is blue 50 %, green 50 %/)
      assert.equal(moved?.by, null)
    } finally {
      await listener.restore()
    }
    await opsctl('infra', 'up', ...env, '--yes')
    await opsctl('config', 'apply', ...env, '--yes', '--limit', app?.host ?? '')
  })

  /** The listener's two weights, as they are and as a hand sets them. */
  async function listenerOf() {
    const balancers = texts(await elb('DescribeLoadBalancers'), 'LoadBalancerArn')
    const xml = await elb('DescribeListeners', { LoadBalancerArn: balancers[0] ?? '' })
    const [arn = ''] = texts(xml, 'ListenerArn')
    const groups = texts(xml, 'TargetGroupArn').filter((_, at, all) => all.length === 2 || at > 0)
    const weights = texts(xml, 'Weight').map(Number)
    const weigh = (...to: number[]) => {
      const prefix = 'DefaultActions.member.1'
      const list = `${prefix}.ForwardConfig.TargetGroups.member`
      const parts = groups.map((group, at) => ({
        [`${list}.${at + 1}.TargetGroupArn`]: group,
        [`${list}.${at + 1}.Weight`]: String(to[at]),
      }))
      const words = Object.assign({ [`${prefix}.Type`]: 'forward' }, ...parts)
      return elb('ModifyListener', { ListenerArn: arn, ...words })
    }
    return { weigh, restore: () => weigh(...weights) }
  }
})
