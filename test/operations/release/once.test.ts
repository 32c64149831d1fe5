import assert from 'node:assert/strict'
import { githubLimited, githubRefused, githubUnavailable } from '../../../src/errors/index.ts'
import { once } from '../../../src/operations/release/publish/once.ts'

describe('something that must happen once', () => {
  const waits: number[] = []
  const clock = {
    now: () => new Date(0),
    sleep: async (milliseconds: number) => void waits.push(milliseconds),
  }
  const signal = new AbortController().signal
  /** A server whose answers to the tries are errors; `done` says at which try it acted all the same. */
  const server = (errors: readonly unknown[], actsAt: number) => {
    const seen = { acts: 0, there: null as string | null }
    const doing = {
      look: async () => seen.there,
      act: async () => {
        const error = errors[seen.acts++]
        if (seen.acts === actsAt) seen.there = 'made'
        if (error !== undefined) throw error
        return seen.there ?? 'made'
      },
    }
    return { seen, doing }
  }
  beforeEach(() => waits.splice(0))

  it('is not done again when only its answer was lost', async () => {
    const { seen, doing } = server([githubUnavailable('make', 'no answer')], 1)
    assert.equal(await once(doing, clock, signal), 'made')
    assert.deepEqual([seen.acts, waits], [1, [1000]])
  })

  it('is tried again while the server stumbles, and not for ever', async () => {
    const error = githubUnavailable('make', '502')
    assert.equal(await once(server([error, error, error], 4).doing, clock, signal), 'made')
    assert.deepEqual(waits, [1000, 2000, 4000])
    await assert.rejects(once(server(Array(9).fill(error), 9).doing, clock, signal), error)
  })

  it('waits for a limit that lifts soon, and not for a distant one', async () => {
    assert.equal(await once(server([githubLimited('make', 7)], 2).doing, clock, signal), 'made')
    assert.deepEqual(waits, [7000])
    const { seen, doing } = server([githubLimited('make', 3000)], 2)
    await assert.rejects(once(doing, clock, signal), { code: 'GITHUB_LIMITED' })
    assert.equal(seen.acts, 1)
  })

  it('takes no for an answer', async () => {
    const { seen, doing } = server([githubRefused('make', 403, 'no')], 2)
    await assert.rejects(once(doing, clock, signal), { code: 'GITHUB_REFUSED' })
    assert.equal(seen.acts, 1)
  })
})
