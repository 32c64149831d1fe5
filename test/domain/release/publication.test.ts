import assert from 'node:assert/strict'
import { choosePublication, imageTag } from '../../../src/domain/release/publication.ts'

describe('what is to be published', () => {
  const last = { version: '1.0.0', commit: 'a' }
  const untagged = { version: '1.1.0', commit: 'b' }
  const next = { version: '1.2.0' }
  const none = { untagged: null, unpublished: null, next: null, last: null, named: null }

  it('is what was begun, before what is new, before what was done', () => {
    const all = { untagged, unpublished: last, next, last, named: null }
    assert.deepEqual(choosePublication(all), { kind: 'finish', ...untagged })
    assert.deepEqual(choosePublication({ ...all, untagged: null }), { kind: 'finish', ...last })
    assert.deepEqual(choosePublication({ ...none, next, last }), { kind: 'new', version: '1.2.0' })
    assert.deepEqual(choosePublication({ ...none, last }), { kind: 'again', ...last })
    assert.deepEqual(choosePublication(none), { kind: 'nothing' })
  })

  it('is the version that a person names, finished where it was begun', () => {
    const all = { ...none, unpublished: last, next, last }
    const choose = (named: string) => choosePublication({ ...all, named })
    assert.deepEqual(choose('1.0.0'), { kind: 'finish', ...last })
    assert.deepEqual(choose('1.2.0'), { kind: 'new', version: '1.2.0' })
    const complete = { ...all, unpublished: null, named: '1.0.0' }
    assert.deepEqual(choosePublication(complete), { kind: 'again', ...last })
  })

  it('is tagged in a registry by what is legal there', () => {
    assert.equal(imageTag('1.2.0-rc.1+build.5'), '1.2.0-rc.1_build.5')
  })
})
