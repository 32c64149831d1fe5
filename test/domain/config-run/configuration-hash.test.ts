import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  configurationHash,
  decidesConfiguration,
  type HashedFile,
  type RunRequest,
} from '../../../src/domain/config-run/configuration-hash.ts'

const files: readonly HashedFile[] = [
  { path: 'site.yml', sha256: 'a' },
  { path: 'roles/app/tasks/main.yml', sha256: 'b' },
  { path: 'inventory/group_vars/all.yml', sha256: 'c' },
  { path: 'roles/app/README.md', sha256: 'd' },
]
const request: RunRequest = {
  playbook: 'site.yml',
  variables: { db_address: '10.0.0.7', app_image: 'r/shop@sha256:1', app_version: '1' },
  extra: [],
}
const base = configurationHash(files, request)
const withExtra = (...extra: string[]) => configurationHash(files, { ...request, extra })
const withFile = (path: string) => configurationHash([...files, { path, sha256: 'x' }], request)

describe('hash of a configuration', () => {
  it('does not depend on the order in which files and variables are met', () => {
    const variables = fc.shuffledSubarray(Object.entries(request.variables), { minLength: 3 })
    fc.assert(
      fc.property(fc.shuffledSubarray([...files], { minLength: 4 }), variables, (some, named) => {
        const other = { ...request, variables: Object.fromEntries(named) }
        assert.equal(configurationHash(some, other), base)
      }),
    )
  })

  it('changes with whatever decides what a host gets', () => {
    const hashes = [
      base,
      withFile('roles/db/defaults/main.yml'),
      withFile('group_vars/all.yml'),
      withExtra('-e', 'app_log_level=debug'),
      withExtra('--tags', 'app'),
      configurationHash(files, { ...request, variables: { db_address: '10.0.0.8' } }),
      configurationHash([{ path: 'site.yml', sha256: 'z' }, ...files.slice(1)], request),
    ]
    assert.equal(new Set(hashes).size, hashes.length)
  })

  it('stays with documents, tests, the release, and the manner of the run', () => {
    assert.equal(withFile('roles/db/molecule/default/converge.yml'), base)
    assert.equal(withFile('callback_plugins/opsctl_events.py'), base)
    assert.equal(withExtra('--forks', '20', '-vv', '--limit', 'i-1', '--diff', '--timeout=9'), base)
    const released = { ...request.variables, app_image: 'r/shop@sha256:2', app_migrate: false }
    assert.equal(configurationHash(files, { ...request, variables: released }), base)
  })

  it('takes the playbook that runs, and no other', () => {
    assert.equal(decidesConfiguration('site.yml', 'site.yml'), true)
    assert.equal(decidesConfiguration('status.yml', 'site.yml'), false)
  })
})
