import assert from 'node:assert/strict'

/** The names of the items that the service has, in order, asked through the load balancer. */
export async function itemNames(loadBalancer: string): Promise<readonly string[]> {
  const answer = await fetch(`${loadBalancer}/items`)
  assert.equal(answer.status, 200)
  const { items } = (await answer.json()) as { items: readonly { name: string }[] }
  return items.map((one) => one.name).sort()
}

/** Has the service write one down. */
export async function addItem(loadBalancer: string, name: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ name })
  const answer = await fetch(`${loadBalancer}/items`, { method: 'POST', headers, body })
  assert.ok(answer.ok)
}
