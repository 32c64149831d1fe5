import assert from 'node:assert/strict'
import { readLimit } from '../../../src/domain/config-run/limit.ts'

const dev = { name: 'dev', protected: false }
const prod = { name: 'prod', protected: true }

describe('limit of a configuration run', () => {
  for (const text of ['', ' ', ',', ' , ']) {
    it(`refuses ${JSON.stringify(text)}, which Ansible takes for every host`, () =>
      assert.ok('rule' in readLimit(text, dev)))
  }

  const odd = [
    '-oProxyCommand=id',
    '@/etc/passwd',
    '*',
    '!i-1',
    '&role_app',
    '~i-.*',
    'a:b',
    'i-1[0]',
  ]
  for (const text of odd) {
    it(`refuses ${text}, alone and behind a good name`, () => {
      assert.ok('rule' in readLimit(text, dev))
      assert.ok('rule' in readLimit(`i-1,${text}`, dev))
    })
  }

  it('refuses all on a protected environment, and nowhere else', () => {
    assert.ok('rule' in readLimit('all', prod))
    assert.ok('rule' in readLimit('i-1, all', prod))
    assert.deepEqual(readLimit('all', dev), ['all'])
  })

  it('takes hosts and groups', () =>
    assert.deepEqual(readLimit('i-0a1b, colour_blue', prod), ['i-0a1b', 'colour_blue']))
})
