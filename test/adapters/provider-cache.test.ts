import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageHash } from '../../src/adapters/package-hash.ts'
import { providerCache } from '../../src/adapters/provider-cache.ts'
import { lockedProviders } from '../../src/domain/provider-lock.ts'

/** What `terraform init` (1.11.4) wrote about the package that `unpacked` makes. */
const lock = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/acme/one" {
  version     = "1.0.0"
  constraints = "~> 1.0"
  hashes = [
    "h1:UuafLVujaPErzvAP/8FI9bbit3n63jwf0+vswqYUDNs=",
    "zh:0000000000000000000000000000000000000000000000000000000000000000",
  ]
}
`
const locked = lockedProviders(lock) ?? []
const hash = '52e69f2d5ba368f12bcef00fffc148f5b6e2b779fade3c1fd3ebecc2a6140cdb'
const below = 'registry.terraform.io/acme/one/1.0.0/linux_amd64'

describe('the cache of providers', () => {
  let folder: string
  let installed: string
  let root: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsctl-providers-'))
    installed = join(folder, 'data', 'providers')
    root = join(folder, 'cache')
    unpacked()
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const unpacked = () => {
    const at = join(installed, below)
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'terraform-provider-one_v1.0.0'), '#!/bin/sh\necho one\n')
    writeFileSync(join(at, 'LICENSE'), 'lic\n')
    return at
  }
  const cache = () => providerCache(root, 'linux_amd64')

  it('reads what the lock file pins, and hashes a package as Terraform does', async () => {
    const address = 'registry.terraform.io/acme/one'
    assert.deepEqual(locked, [{ address, version: '1.0.0', packages: [hash] }])
    assert.equal(await packageHash(join(installed, below)), hash)
  })

  for (const [what, text] of [
    ['a version of many words', lock.replace('"1.0.0"', '"1.0.0/../../x"')],
    ['a version that is computed', lock.replace('"1.0.0"', 'var.x')],
    ['a block on one line', lock.replace(/\{\n[\s\S]*\}/, '{ version = "1.0.0" }')],
    ['a path for an address', lock.replace('acme/one', '../../one')],
  ] as const) {
    it(`does not understand a lock file with ${what}`, () => {
      assert.equal(lockedProviders(text), null)
    })
  }

  it('has nothing, then what was installed once, with the bits that Terraform needs', async () => {
    assert.equal(await cache().find(locked), null)
    await cache().keep(installed, locked)
    assert.deepEqual(await cache().find(locked), [join(root, hash)])
    assert.equal(await packageHash(join(root, hash, below)), hash)
    assert.equal(await providerCache(root, 'darwin_arm64').find(locked), null)
    const more = [...locked, { ...locked[0], address: 'a/b/c', packages: ['0'] }]
    assert.equal(await cache().find(more as typeof locked), null)
  })

  it('keeps nothing that the lock does not vouch for, and no link', async () => {
    appendFileSync(join(installed, below, 'LICENSE'), 'more')
    await cache().keep(installed, locked)
    rmSync(join(installed, below), { recursive: true })
    const elsewhere = join(folder, 'mirror')
    renameSync(unpacked(), elsewhere)
    symlinkSync(elsewhere, join(installed, below))
    await cache().keep(installed, locked)
    assert.equal(existsSync(root), false)
  })

  it('is never met half full, by however many at once, and keeps no scraps', async () => {
    let done = false
    const look = async () => {
      let seen = 0
      while (!done) {
        const [found] = (await cache().find(locked)) ?? []
        if (found !== undefined) {
          assert.equal(await packageHash(join(found, below)), hash)
          seen += 1
        }
        await new Promise(setImmediate)
      }
      return seen
    }
    const looking = [look(), look()]
    await Promise.all(Array.from({ length: 12 }, () => cache().keep(installed, locked)))
    await new Promise(setImmediate)
    done = true
    await Promise.all(looking)
    assert.deepEqual(readdirSync(root), [hash])
  })

  it('removes what is not what its name says, and only that', async () => {
    await cache().keep(installed, locked)
    await cache().mend(locked)
    assert.notEqual(await cache().find(locked), null)
    writeFileSync(join(root, hash, below, 'LICENSE'), 'li')
    await cache().mend(locked)
    assert.equal(await cache().find(locked), null)
    await cache().keep(installed, locked)
    assert.notEqual(await cache().find(locked), null)
  })

  it('takes links out of a folder, and nothing else', async () => {
    symlinkSync(folder, join(installed, 'registry.terraform.io', 'acme', 'two'))
    await cache().unlink(installed)
    assert.equal(readdirSync(join(installed, 'registry.terraform.io', 'acme')).join(), 'one')
    assert.ok(lstatSync(join(installed, below)).isDirectory())
    assert.ok(existsSync(installed))
  })
})
