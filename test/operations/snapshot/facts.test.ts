import assert from 'node:assert/strict'
import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { pruneFacts } from '../../../src/operations/snapshot/facts.ts'
import { Setting } from './setting.ts'

const snap = (n: number) => `snap-${String(n).padStart(17, '0')}`

/** An entry of the ledger, `day` of November. */
function enter(s: Setting, day: number, kind: string, outcome: string, more: object): string {
  const id = `202611${String(day).padStart(2, '0')}t000000z-00000001`
  const entry = { schema: 1, fence: 1, steps: [], environment: 'prod', facts: {}, input: {} }
  const body = JSON.stringify({ ...entry, id, kind, outcome, ...more })
  s.bench.disk.documents.set(`ledger/prod/${id}.json`, { body, tag: 1 })
  return id
}

const asked = async (s: Setting, more: Partial<SnapshotContext> = {}) => {
  const { needed, unread } = await pruneFacts({ ...s.context({}), ...more })
  return { needed: Object.fromEntries(needed), unread }
}

describe('what the ledger holds on to', () => {
  it('is what a deployment names that went well, and says which', async () => {
    const s = new Setting()
    const id = enter(s, 1, 'deploy', 'done', { facts: { before: { snapshot: snap(1) } } })
    assert.deepEqual((await asked(s)).needed[snap(1)], [`deployment ${id}`])
  })

  for (const outcome of ['running', 'unfinished']) {
    it(`is what an operation names that is ${outcome}, of whatever kind`, async () => {
      const s = new Setting()
      const id = enter(s, 1, 'snapshot restore', outcome, { input: { id: snap(1) } })
      const who = `snapshot restore ${id}, which is under way`
      assert.deepEqual((await asked(s)).needed[snap(1)], [who])
    })
  }

  it('is nothing that another kind of operation named and that has ended', async () => {
    const s = new Setting()
    for (const [day, outcome] of [
      [1, 'done'],
      [2, 'aborted'],
    ] as const)
      enter(s, day, 'snapshot verify', outcome, { facts: { snapshot: snap(1) } })
    assert.deepEqual((await asked(s)).needed, {})
  })

  it('is found wherever it stands: in lists, in texts, beside nothing', async () => {
    const s = new Setting()
    const facts = {
      nothing: null,
      count: 3,
      list: [null, [snap(1)]],
      text: `arn:aws:ec2:eu-west-3::snapshot/${snap(2)} and snap-0123abcd`,
      copies: ['shop-prod-old'],
    }
    enter(s, 1, 'rollback', 'done', { facts })
    const { needed, unread } = await asked(s)
    for (const id of [snap(1), snap(2), 'snap-0123abcd', 'shop-prod-old'])
      assert.equal(needed[id]?.length, 1, id)
    assert.deepEqual(unread, [])
  })

  it('is of the newest ten deployments, in whatever order the ledger is listed', async () => {
    const s = new Setting()
    for (let day = 1; day <= 12; day++)
      enter(s, day, 'deploy', 'done', { input: { id: snap(day) } })
    const { documents } = s.context({})
    const shuffled = async (prefix: string) =>
      [...(await documents.list(prefix))].sort((a, b) =>
        a.slice(-30, -4) < b.slice(-30, -4) ? 1 : -1,
      )
    const halves = async (prefix: string) => {
      const all = await shuffled(prefix)
      return [...all.slice(6), ...all.slice(0, 6)]
    }
    for (const list of [shuffled, halves]) {
      const { needed } = await asked(s, { documents: { ...documents, list } })
      const kept = Array.from({ length: 12 }, (_, n) => snap(n + 1) in needed)
      assert.deepEqual(kept, [false, false, ...Array.from({ length: 10 }, () => true)])
    }
  })

  it('comes to what the account holds on to, and what of both could not be read', async () => {
    const s = new Setting()
    const id = enter(s, 1, 'deploy', 'done', { input: { id: snap(1) } })
    const read = async () => ({
      needed: new Map([[snap(1), ['AMI ami-1']]]),
      unread: ['the images'],
    })
    assert.deepEqual((await asked(s, { needs: { read } })).needed[snap(1)], [
      'AMI ami-1',
      `deployment ${id}`,
    ])
    const { documents } = s.context({})
    for (const [thrown, words] of [
      [new Error('AccessDenied'), 'AccessDenied'],
      ['odd', 'odd'],
    ] as const) {
      const list = () => Promise.reject(thrown)
      const found = await asked(s, { needs: { read }, documents: { ...documents, list } })
      assert.deepEqual(found.unread, ['the images', `the ledger (${words})`])
      assert.deepEqual(found.needed[snap(1)], ['AMI ami-1'])
    }
  })
})
