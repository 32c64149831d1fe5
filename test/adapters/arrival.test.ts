import { equal, ok } from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Arrival } from '../../src/adapters/arrival.ts'

const { signal } = new AbortController()
/** Longer than any test may take: who waits for it to pass fails by the runner's limit. */
const forEver = 600_000

describe('waiting for a file', () => {
  let folder = ''
  let arrival: Arrival
  const comes = (name: string) => {
    writeFileSync(join(folder, 'draft'), '')
    renameSync(join(folder, 'draft'), join(folder, name))
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsctl-arrival-'))
    arrival = new Arrival(join(folder, 'run.exit'))
  })
  afterEach(() => {
    arrival.close()
    rmSync(folder, { recursive: true })
  })

  it('ends when it comes', async () => {
    const waiting = arrival.wait(forEver, signal)
    comes('run.exit')
    await waiting
  })

  it('ends at once when it came while nobody waited', async () => {
    comes('run.exit')
    await pause(50)
    await arrival.wait(forEver, signal)
  })

  it('is not ended by another file', async () => {
    const began = performance.now()
    const waiting = arrival.wait(300, signal)
    comes('run.out')
    await waiting
    ok(performance.now() - began > 290)
  })

  it('ends with the interrupt, once', async () => {
    const stop = new AbortController()
    const waiting = arrival.wait(forEver, stop.signal)
    stop.abort()
    await waiting
    const began = performance.now()
    await arrival.wait(100, stop.signal)
    ok(performance.now() - began > 90)
  })

  it('lasts its time where nothing can be watched', async () => {
    const blind = new Arrival(join(folder, 'missing', 'run.exit'))
    equal(await blind.wait(10, signal), undefined)
    blind.close()
  })
})
