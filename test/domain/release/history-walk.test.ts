import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readCommit } from '../../../src/domain/release/commit-grammar.ts'
import { HistoryWalk } from '../../../src/domain/release/history-walk.ts'

interface Node {
  readonly id: number
  readonly parents: readonly number[]
  /** Takes back this one. */
  readonly reverts?: number
}

const hash = (id: number) => id.toString(16).padStart(40, 'a')

function message({ id, reverts }: Node): string {
  if (reverts === undefined) return `feat: ${id}\n`
  return `Revert "feat: ${reverts}"\n\nThis reverts commit ${hash(reverts)}.\n`
}

/** Places all of `order`, children first: id to where it belongs. */
function place(order: readonly Node[], tags: ReadonlyMap<number, number> = new Map()) {
  const walk = new HistoryWalk(new Map([...tags].map(([id, release]) => [hash(id), release])))
  return new Map(
    order.map((node) => {
      const { reverts } = readCommit(message(node))
      const commit = {
        hash: hash(node.id),
        parents: node.parents.map(hash),
        message: message(node),
      }
      const placed = walk.place(commit, reverts)
      return [node.id, `${placed.release}${placed.cancelled ? ' gone' : ''}`]
    }),
  )
}

const line = (...nodes: Omit<Node, 'parents'>[]): Node[] =>
  nodes.map((node, index) => ({ ...node, parents: index === 0 ? [] : [nodes[index - 1]?.id ?? 0] }))
const childrenFirst = (nodes: readonly Node[]) => nodes.toReversed()

describe('placing the commits of a history', () => {
  it('lets a revert take back its ancestor, and a revert of the revert bring it back', () => {
    const nodes = line({ id: 1 }, { id: 2, reverts: 1 }, { id: 3, reverts: 2 })
    assert.deepEqual(
      [...place(childrenFirst(nodes.slice(0, 2)))],
      [
        [2, '0'],
        [1, '0 gone'],
      ],
    )
    assert.deepEqual(
      [...place(childrenFirst(nodes))],
      [
        [3, '0'],
        [2, '0 gone'],
        [1, '0'],
      ],
    )
  })

  it('leaves alone what a revert names and has not in its own history', () => {
    // 1 ← 2, 1 ← 3 (reverts 2, on a parallel line), 4 merges both.
    const nodes = [
      { id: 1, parents: [] },
      { id: 2, parents: [1] },
      { id: 3, parents: [1], reverts: 2 },
      { id: 4, parents: [2, 3] },
    ]
    for (const order of [nodes.toReversed(), [3, 1, 2, 0].map((at) => nodes[at] as Node)]) {
      assert.equal(place(order).get(2), '0')
    }
  })

  it('takes back with a merge what came only by it', () => {
    // 1 ← 2 ← 5 (merge of 4) ← 6 reverts 5; branch 1 ← 3 ← 4
    const nodes: Node[] = [
      { id: 1, parents: [] },
      { id: 2, parents: [1] },
      { id: 3, parents: [1] },
      { id: 4, parents: [3] },
      { id: 5, parents: [2, 4] },
      { id: 6, parents: [5], reverts: 5 },
    ]
    const placed = place(childrenFirst(nodes))
    assert.deepEqual(
      [...placed],
      [
        [6, '0'],
        [5, '0 gone'],
        [4, '0 gone'],
        [3, '0 gone'],
        [2, '0'],
        [1, '0'],
      ],
    )
  })

  it('does not reach into a release that is out', () => {
    const nodes = line({ id: 1 }, { id: 2 }, { id: 3, reverts: 1 })
    const placed = place(childrenFirst(nodes), new Map([[2, 1]]))
    assert.deepEqual(
      [...placed],
      [
        [3, '0'],
        [2, '1'],
        [1, '1'],
      ],
    )
  })

  it('finds what is named by a shortened hash, or by its first line alone', () => {
    const walk = (body: string) => {
      const history = new HistoryWalk(new Map())
      const last = { hash: 'f'.repeat(40), parents: [hash(1)], message: body }
      history.place(last, readCommit(body).reverts)
      return history.place({ hash: hash(1), parents: [], message: 'feat: x (#7)\n' }, null)
        .cancelled
    }
    assert.equal(walk(`revert: x\n\nRefs: ${hash(1).slice(0, 8)}\n`), true)
    assert.equal(walk('Revert "feat: x" (#8)\n\nReverts acme/shop#7\n'), true)
    assert.equal(walk('Revert "feat: y" (#8)\n'), false)
    assert.equal(walk(`fix: x\n\nThis reverts commit ${hash(1)}.\n`), false)
  })

  // A graph whose nodes have earlier ones as parents, some reverting any earlier one.
  const graph = fc
    .array(
      fc.record({
        up: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 }),
        reverts: fc.option(fc.nat({ max: 30 }), { nil: undefined, freq: 2 }),
        tag: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 6 }),
      }),
      { minLength: 1, maxLength: 30 },
    )
    .map((all) => {
      const nodes: Node[] = all.map(({ up, reverts }, id) => ({
        id,
        parents: id === 0 ? [] : [...new Set(up.map((one) => one % id))],
        ...(reverts === undefined || id === 0 ? {} : { reverts: reverts % id }),
      }))
      // A release is one commit.
      const released = new Map(
        all.flatMap(({ tag }, id) => (tag === undefined ? [] : [[tag, id] as const])),
      )
      const tags = new Map([...released].map(([tag, id]) => [id, tag]))
      return { nodes, tags }
    })

  /** Some order with children first; `picks` says which of those that are ready comes next. */
  function topological(nodes: readonly Node[], picks: readonly number[]): Node[] {
    const children = new Map<number, number>()
    for (const { parents } of nodes) {
      for (const parent of parents) children.set(parent, (children.get(parent) ?? 0) + 1)
    }
    const ready = nodes.filter(({ id }) => !children.has(id))
    const order: Node[] = []
    for (let turn = 0; ready.length > 0; turn++) {
      const [next] = ready.splice((picks[turn % picks.length] ?? 0) % ready.length, 1)
      if (!next) break
      order.push(next)
      for (const parent of next.parents) {
        const left = (children.get(parent) ?? 0) - 1
        children.set(parent, left)
        if (left === 0) ready.push(nodes[parent] as Node)
      }
    }
    return order
  }

  /** The same by the rules' own words, with no thought for memory or speed. */
  function byDefinition(nodes: readonly Node[], tags: ReadonlyMap<number, number>) {
    const reach = nodes.map(() => new Set<number>())
    for (const { id, parents } of nodes) {
      for (const parent of parents)
        for (const one of [parent, ...(reach[parent] ?? [])]) reach[id]?.add(one)
    }
    const release = nodes.map(({ id }) =>
      Math.max(
        0,
        ...nodes.filter((n) => n.id === id || reach[n.id]?.has(id)).map((n) => tags.get(n.id) ?? 0),
      ),
    )
    const gone = new Set<number>()
    for (const { id } of nodes.toReversed()) {
      const same = (other: number) => release[other] === release[id]
      const reverting = nodes.some(
        (n) => n.reverts === id && reach[n.id]?.has(id) && same(n.id) && !gone.has(n.id),
      )
      const children = nodes.filter((n) => n.parents.includes(id) && same(n.id))
      const cut = (child: Node) =>
        lost.has(child.id) || (revertedMerges.has(child.id) && child.parents[0] !== id)
      const onlyByLost = children.length > 0 && children.every(cut) && tags.get(id) !== release[id]
      if (onlyByLost) lost.add(id)
      if (reverting || onlyByLost) gone.add(id)
      if (reverting && (nodes[id]?.parents.length ?? 0) > 1) revertedMerges.add(id)
    }
    return new Map(nodes.map(({ id }) => [id, `${release[id]}${gone.has(id) ? ' gone' : ''}`]))
  }
  const lost = new Set<number>()
  const revertedMerges = new Set<number>()

  it('agrees with the rules word by word, in whatever order the graph is told', () => {
    fc.assert(
      fc.property(
        graph,
        fc.array(fc.nat({ max: 9 }), { minLength: 1 }),
        ({ nodes, tags }, picks) => {
          lost.clear()
          revertedMerges.clear()
          const expected = byDefinition(nodes, tags)
          const found = place(topological(nodes, picks), tags)
          assert.deepEqual(
            [...found].sort(([a], [b]) => a - b),
            [...expected],
          )
        },
      ),
      { numRuns: 500 },
    )
  })
})
