import assert from 'node:assert/strict'
import type { HostDrift } from '../../../src/domain/config-run/drift.ts'
import { hostFindings } from '../../../src/domain/config-run/host-drift.ts'
import type { HostStatus, StatusWord } from '../../../src/domain/config-run/host-status.ts'

const nobody = { standby: [], moved: null }
const status = (word: StatusWord, ...reasons: string[]): HostStatus => ({
  ...{ host: 'i-1', role: 'app', word, configuration: 'c', digest: 'd', running: 'd', version: '' },
  reasons,
})
const check = (...changes: string[]): HostDrift => ({
  ...{ host: 'i-1', word: changes.length === 0 ? 'same' : 'drifted', changes },
  ...{ unjudged: [], trouble: null },
})

describe('drift of hosts', () => {
  it('is none where a host is what the repository gives and nothing would change it', () => {
    assert.deepEqual(hostFindings([status('current')], [check()], nobody), [])
  })

  it('is somebody’s doing where a host that was given just this would be changed', () => {
    const tasks = ['app : Write the unit', 'b', 'c', 'd']
    const [found] = hostFindings([status('current')], [check(...tasks)], nobody)
    assert.deepEqual([found?.cause, found?.by], ['outside', null])
    assert.match(found?.what ?? '', /^would be changed by "app : Write the unit", "b", "c", and 1/)
    const silent = hostFindings([status('no answer', 'no route')], [], nobody)
    assert.equal(silent[0]?.cause, 'outside')
    const stopped = hostFindings([status('differs', 'the service does not run')], [], nobody)
    assert.equal(stopped[0]?.cause, 'outside')
  })

  it('is pending where the repository moved on', () => {
    const behind = status('differs', 'another configuration')
    const [found] = hostFindings([behind], [check('app : Write the unit')], nobody)
    assert.equal(found?.cause, 'pending')
    assert.equal(hostFindings([status('unfinished', 'x')], [], nobody)[0]?.cause, 'pending')
  })

  it('is the deployment’s own where it is changing the host, and none on hosts it kept', () => {
    const behind = status('differs', 'another image')
    const moved = { hosts: ['i-1'], by: 'op-7' }
    const [found] = hostFindings([behind], [check('x')], { standby: [], moved })
    assert.deepEqual([found?.cause, found?.by], ['operation', 'op-7'])
    const kept = { standby: ['i-1'], moved: null }
    assert.deepEqual(hostFindings([behind], [check('x')], kept), [])
    assert.equal(hostFindings([status('no answer', 'gone')], [], kept).length, 1)
  })

  it('says so when a host could not be checked', () => {
    const failed: HostDrift = { ...check(), word: 'failed', trouble: 'Read it: no such file' }
    const [found] = hostFindings([status('current')], [failed], nobody)
    assert.equal(found?.what, 'could not be checked: Read it: no such file')
  })
})
