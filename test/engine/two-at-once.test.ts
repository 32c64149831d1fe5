import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderDocuments } from '../../src/adapters/folder-documents.ts'
import { s3Documents } from '../../src/adapters/s3-documents.ts'
import { EnvironmentLock } from '../../src/engine/lock.ts'
import { OpsctlError } from '../../src/errors/index.ts'
import type { Documents } from '../../src/ports/documents.ts'
import { TinyAws } from '../doubles/tiny-aws.ts'
import { Bench } from './bench.ts'

const rounds = 500

/** Two machines that want the same environment at the same moment, each with its own client. */
async function contend(first: Documents, second: Documents): Promise<void> {
  const bench = new Bench()
  const machines = [first, second].map((documents, n) => {
    const deps = bench.deps(undefined, { documents })
    return { ...deps, who: { ...deps.who, host: `m${n}`, hostToken: `boot-${n}` } }
  })
  for (let round = 1; round <= rounds; round++) {
    const locks = machines.map((deps, n) => {
      const owner = { environment: 'prod', id: `20261123t120000z-0000000${n}`, kind: 'infra up' }
      return new EnvironmentLock(deps, owner)
    })
    const ends = await Promise.allSettled(locks.map((lock) => lock.acquire()))
    const losers = ends.filter((end) => end.status === 'rejected')
    assert.equal(losers.length, 1, `round ${round}: ${losers.length} lost`)
    for (const { reason } of losers) {
      assert.ok(reason instanceof OpsctlError && reason.code === 'LOCKED', String(reason))
    }
    const winner = locks.find((lock) => lock.held)
    // A number for each acquisition, and none for who lost.
    assert.equal(winner?.fence, round)
    await winner.release(false)
  }
}

describe('two jobs at once, 500 times: exactly one winner', function () {
  this.timeout(300_000)

  it('where the lock is in the state bucket', async () => {
    const aws = new TinyAws()
    const endpoint = await aws.open()
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
    const client = { region: 'eu-west-3', endpoint, credentials, forcePathStyle: true }
    const own = () => s3Documents({ bucket: 'state', prefix: 'shop/prod/opsctl/', client })
    try {
      await contend(own(), own())
    } finally {
      aws.close()
    }
  })

  it('where it is in a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opsctl-two-'))
    try {
      await contend(folderDocuments(folder), folderDocuments(folder))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
