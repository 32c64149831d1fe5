import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readRemoteAddress, shownAddress } from '../../../src/domain/release/remote-address.ts'

describe('the address of a remote', () => {
  const good: readonly (readonly [string, string, string | null, string])[] = [
    ['https://github.com/acme/shop.git', 'https', 'github.com', 'acme/shop'],
    ['https://ada:token@GitHub.com/acme/shop', 'https', 'github.com', 'acme/shop'],
    ['https://git.example.org:8443/acme/shop/', 'https', 'git.example.org', 'acme/shop'],
    ['ssh://git@github.com/acme/shop.git', 'ssh', 'github.com', 'acme/shop'],
    ['git@github.com:acme/shop.git', 'ssh', 'github.com', 'acme/shop'],
    ['http://127.0.0.1:3000/acme/shop.git', 'http', '127.0.0.1', 'acme/shop'],
    ['/srv/git/shop.git', 'file', null, '/srv/git/shop.git'],
  ]
  for (const [address, protocol, host, path] of good) {
    it(`reads ${address}`, () => {
      assert.deepEqual(readRemoteAddress(address), { protocol, host, path })
    })
  }

  for (const address of [
    '',
    'ext::sh -c id',
    'EXT::sh -c id',
    'fd::17',
    'https::https://github.com/acme/shop',
    'file:///etc',
    'git://github.com/acme/shop',
    'http://github.com/acme/shop',
    'http://localhost.example.org/acme/shop',
    'ssh://-oProxyCommand=id/acme',
    'ssh://ada@-oProxyCommand=id/acme',
    '-oProxyCommand=id:acme',
    'ada@-oProxyCommand=id:acme',
    '--upload-pack=touch /tmp/p',
    '../elsewhere.git',
    'shop',
    'https://github.com/acme\nshop',
    'https://github.com/acme\u0000',
  ]) {
    it(`refuses ${JSON.stringify(address)}, with the rule`, () => {
      assert.equal(typeof readRemoteAddress(address), 'string')
    })
  }

  it('lets nothing through that git could take for an option or a helper', () => {
    const part = fc.constantFrom(
      '-',
      ':',
      '::',
      '/',
      '@',
      'a',
      'ext',
      'ssh',
      'https',
      '.',
      ' ',
      '\n',
      'o=',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const address = parts.join('')
        const found = readRemoteAddress(address)
        if (typeof found === 'string') return
        assert.doesNotMatch(address, /^-|^[A-Za-z0-9+.-]+::|\n/)
        assert.doesNotMatch(found.host ?? '', /^-/)
      }),
      { numRuns: 5000 },
    )
  })

  it('shows an address without its password', () => {
    assert.equal(shownAddress('fatal: https://ada:pw@h/x'), 'fatal: https://h/x')
  })
})
