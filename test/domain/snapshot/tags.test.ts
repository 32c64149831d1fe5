import assert from 'node:assert/strict'
import {
  databaseFactsOf,
  snapshotTags,
  tagsForSnapshot,
} from '../../../src/domain/snapshot/tags.ts'

const database = { lsn: '0/1', system: '7', schema: '0002_expand', tables: 3 }
const made = { volume: {}, operation: 'op', version: '1.2.3', commit: 'abc', database }

describe('the tags of a new snapshot', () => {
  it('are those of Terraform, not those of AWS and none that opsctl wrote on the volume', () => {
    // A verdict of the volume that it came from would be a proof that nobody gave.
    const volume = {
      Name: 'data',
      'aws:backup:source-resource': 'x',
      [snapshotTags.verdict]: 'good',
      [snapshotTags.verifiedAt]: '2026-11-24T03:00:00.000Z',
      [snapshotTags.setAside]: 'op-0',
      [snapshotTags.operation]: 'op-0',
    }
    assert.deepEqual(tagsForSnapshot({ ...made, volume, database: null }), {
      Name: 'data',
      [snapshotTags.operation]: 'op',
      [snapshotTags.version]: '1.2.3',
      [snapshotTags.commit]: 'abc',
    })
  })

  it('tell no commit where there is none', () => {
    assert.ok(!(snapshotTags.commit in tagsForSnapshot({ ...made, commit: null })))
  })

  it('give back what the database said', () => {
    assert.deepEqual(databaseFactsOf(tagsForSnapshot(made)), database)
  })
})

describe('what tags tell of a database', () => {
  it('is nothing when its position or its cluster is missing: half of it proves nothing', () => {
    assert.equal(databaseFactsOf({}), null)
    assert.equal(databaseFactsOf({ [snapshotTags.lsn]: '0/1' }), null)
    assert.equal(databaseFactsOf({ [snapshotTags.system]: '7' }), null)
  })

  it('is without schema and tables what an older opsctl wrote', () => {
    const tags = { [snapshotTags.lsn]: '0/1', [snapshotTags.system]: '7' }
    assert.deepEqual(databaseFactsOf(tags), { lsn: '0/1', system: '7', schema: '', tables: 0 })
  })
})
