import assert from 'node:assert/strict'
import fc from 'fast-check'
import { forbiddenAddress, forbiddenUrl } from '../../../src/domain/gates/forbidden-address.ts'

describe('addresses where no probe goes', () => {
  for (const address of [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::1',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '::',
    'nonsense',
    '1.2.3',
    '1::2::3',
  ]) {
    it(`refuses ${address}`, () => assert.notEqual(forbiddenAddress(address), null))
  }

  for (const address of [
    '127.0.0.1',
    '10.20.1.5',
    '169.253.255.255',
    '169.255.0.0',
    '::1',
    'fec0::1',
    'fd00:ec3::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '2002:0a00:0001::1',
  ]) {
    it(`lets ${address} be`, () => assert.equal(forbiddenAddress(address), null))
  }

  it('refuses every address of 169.254.0.0/16 and no neighbour', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(byte, byte, byte, (second, c, d) => {
        const refused = forbiddenAddress(`169.${second}.${c}.${d}`) !== null
        assert.equal(refused, second === 254)
      }),
    )
  })

  for (const url of [
    'http://169.254.169.254/latest/meta-data/',
    'http://0xA9FEA9FE/',
    'http://2852039166/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]:8080/',
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'file:///etc/passwd',
    'http://user:secret@shop.example/',
    'nonsense',
  ]) {
    it(`refuses the URL ${url}`, () => assert.notEqual(forbiddenUrl(url), null))
  }

  it('lets ordinary URLs be', () => {
    for (const url of ['https://shop.example/readyz', 'http://127.0.0.1:8080/', 'http://[::1]/'])
      assert.equal(forbiddenUrl(url), null)
  })
})
