/**
 * The calls that `opsctl rollback` makes until the first weight moves, in the same order and by the same
 * adapters, and nothing else: what they cost whoever makes them. The stack is the first word.
 */
import { awsBalancer } from '../../src/adapters/aws-balancer.ts'
import { awsFleet } from '../../src/adapters/aws-fleet.ts'
import { s3Documents } from '../../src/adapters/s3-documents.ts'
import type { Stack } from '../../src/domain/deployment/stack.ts'

const stack = JSON.parse(process.argv[2] ?? '') as Stack
const client = { region: 'eu-west-3' }
const documents = s3Documents({ bucket: 'shop-tfstate', prefix: 'shop/dev/opsctl/', client })
const balancer = awsBalancer(client)
const fleet = awsFleet(client)

async function history(): Promise<void> {
  const keys = await documents.list('ledger/dev/')
  await Promise.all(keys.map((key) => documents.read(key)))
}
const { blue, green } = stack.targetGroups

await history()
await documents.create('ledger/dev/own.json', '{}')
await Promise.all([
  balancer.listener(stack.listener),
  fleet.group(stack.groups.blue),
  fleet.group(stack.groups.green),
  balancer.health(blue),
  balancer.health(green),
  history(),
])
await documents.read('locks/dev.json')
await documents.create('locks/dev.json', '{}')
const own = await documents.read('ledger/dev/own.json')
await documents.replace('ledger/dev/own.json', '{"a":1}', own?.tag ?? '')
const [view] = await Promise.all([
  balancer.listener(stack.listener),
  balancer.health(blue),
  fleet.group(stack.groups.blue),
])
await balancer.setWeights(view, { [blue]: 100, [green]: 0 })
