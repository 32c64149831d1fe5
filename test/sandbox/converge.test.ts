import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Action, converge, type SeenContainer } from '../../src/sandbox/converge.ts'
import type { Instance, World } from '../../src/sandbox/world.ts'

const parts = [{ name: 'lb', address: '10.20.255.10', running: true }]
const ids = ['i-1', 'i-2', 'i-3', 'i-4']
const addresses = ['10.20.0.4', '10.20.0.5', '10.20.0.6']
const states = ['running', 'exited', 'created', 'paused', 'dead', 'stopping', 'configured']

const instance = fc.record({
  id: fc.constantFrom(...ids),
  state: fc.constantFrom('running' as const, 'stopped' as const),
  privateIp: fc.constantFrom(...addresses),
  generation: fc.nat(2),
  tags: fc.constant({}),
})
const container = fc.record({
  name: fc.constantFrom(...ids, 'lb', 'registry-of-somebody'),
  ours: fc.boolean(),
  state: fc.constantFrom(...states),
  address: fc.constantFrom(...addresses, '10.20.255.10'),
  generation: fc.nat(2),
})
const instances = fc.uniqueArray(instance, { selector: (one) => one.id })
const containers = fc.uniqueArray(container, { selector: (one) => one.name })
const held = fc.uniqueArray(fc.constantFrom(...ids)).map((some) => new Set(some))

function worldOf(instances: readonly Instance[], databases: World['databases'] = []): World {
  return { version: 1, instances, loadBalancers: [], targetGroups: [], databases }
}

/** What a container engine makes of the actions; it refuses what an engine would refuse. */
function apply(actions: readonly Action[], seen: readonly SeenContainer[]): SeenContainer[] {
  const now = new Map(seen.map((one) => [one.name, one]))
  for (const action of actions) {
    const found = now.get(action.name)
    if (action.kind === 'create') {
      assert.equal(found, undefined, `${action.name} exists`)
      const { name, address, generation } = action
      now.set(name, { name, address, generation, ours: true, state: 'running' })
      continue
    }
    assert.ok(found, `${action.name} does not exist`)
    assert.ok(found.ours, `${action.name} is somebody else's`)
    if (action.kind === 'remove') now.delete(action.name)
    if (action.kind === 'start') now.set(action.name, { ...found, state: 'running' })
    if (action.kind === 'stop') now.set(action.name, { ...found, state: 'exited' })
    if (action.kind === 'reboot') {
      now.set(action.name, { ...found, state: 'running', generation: action.generation })
    }
  }
  return [...now.values()]
}

describe('converge', () => {
  it('reaches a state in which nothing is left to do, and touches only its own', () => {
    fc.assert(
      fc.property(instances, containers, held, (list, seen, kept) => {
        const world = worldOf(list)
        const after = apply(converge(world, seen, parts, kept), seen)
        assert.deepEqual(converge(world, after, parts, kept), [])
        for (const one of seen.filter((c) => !c.ours)) {
          assert.deepEqual(
            after.find((c) => c.name === one.name),
            one,
          )
        }
        const foreign = new Set(
          seen.filter((c) => !c.ours || c.state === 'paused').map((c) => c.name),
        )
        for (const one of list.filter((i) => i.state === 'running' && !foreign.has(i.id))) {
          const host = after.find((c) => c.name === one.id)
          assert.equal(host?.state, 'running')
          assert.equal(host?.address, one.privateIp)
          assert.equal(host?.generation, one.generation)
        }
      }),
    )
  })

  it('keeps the machine of a gone instance while requests are in flight', () => {
    const seen = [
      { name: 'i-1', ours: true, state: 'running', address: '10.20.0.4', generation: 0 },
    ]
    assert.deepEqual(converge(worldOf([]), seen, [], new Set(['i-1'])), [])
    assert.deepEqual(converge(worldOf([]), seen, [], new Set()), [{ kind: 'remove', name: 'i-1' }])
  })

  it('restarts a machine when a reboot was asked for', () => {
    const world = worldOf([
      { id: 'i-1', state: 'running', privateIp: '10.20.0.4', generation: 1, tags: {} },
    ])
    const seen = [
      { name: 'i-1', ours: true, state: 'running', address: '10.20.0.4', generation: 0 },
    ]
    assert.deepEqual(converge(world, seen, [], new Set()), [
      { kind: 'reboot', name: 'i-1', generation: 1 },
    ])
  })

  it('keeps a part and a host without power stopped, and starts them when the fault is gone', () => {
    const machine = { ours: true, state: 'running', generation: 0 }
    const seen = [
      { ...machine, name: 'lb', address: '10.20.255.10' },
      { ...machine, name: 'i-1', address: '10.20.0.4' },
    ]
    const host = { id: 'i-1', privateIp: '10.20.0.4', generation: 0, tags: {} }
    const running = { ...host, state: 'running' as const }
    const off = parts.map((part) => ({ ...part, running: false }))
    const stopping = converge(worldOf([{ ...running, powerless: true }]), seen, off, new Set())
    assert.deepEqual(stopping, [
      { kind: 'stop', name: 'lb' },
      { kind: 'stop', name: 'i-1' },
    ])
    const starting = converge(worldOf([running]), apply(stopping, seen), parts, new Set())
    assert.deepEqual(starting, [
      { kind: 'start', name: 'lb' },
      { kind: 'start', name: 'i-1' },
    ])
  })

  it('frees both addresses before two databases get each other’s', () => {
    const machine = { state: 'running' as const, generation: 0, tags: {}, status: 'renaming' }
    const databases = [
      { ...machine, id: 'db-OLD', name: 'shop-aside', privateIp: '10.20.0.6' },
      { ...machine, id: 'db-NEW', name: 'shop', privateIp: '10.20.0.4' },
    ]
    const container = { ours: true, state: 'running', generation: 0 }
    const seen = [
      { ...container, name: 'db-OLD', address: '10.20.0.4' },
      { ...container, name: 'db-NEW', address: '10.20.0.6' },
    ]
    const actions = converge(worldOf([], databases), seen, [], new Set())
    assert.deepEqual(
      actions.map(({ kind, name }) => `${kind} ${name}`),
      ['remove db-OLD', 'remove db-NEW', 'create db-OLD', 'create db-NEW'],
    )
    assert.deepEqual(converge(worldOf([], databases), apply(actions, seen), [], new Set()), [])
  })

  it('stops the container of a database that was stopped, and removes that of a deleted one', () => {
    const stopped = {
      ...{ id: 'db-1', name: 'shop', status: 'stopping', state: 'stopped' as const },
      ...{ privateIp: '10.20.0.4', generation: 0, tags: {} },
    }
    const seen = ['db-1', 'db-2'].map((name) => ({
      ...{ name, ours: true, state: 'running', address: '10.20.0.4', generation: 0 },
    }))
    assert.deepEqual(converge(worldOf([], [stopped]), seen, [], new Set()), [
      { kind: 'remove', name: 'db-2' },
      { kind: 'stop', name: 'db-1' },
    ])
  })
})
