import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { configurationOf } from '../../../src/operations/config/configuration.ts'
import type { ConfigContext } from '../../../src/operations/config/context.ts'
import { refuseUnsafeFolder } from '../../../src/operations/config/safe-folder.ts'

describe("Ansible's folder", () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opsctl-ansible-'))
    await writeFile(join(folder, 'ansible.cfg'), '[defaults]\n', { mode: 0o644 })
  })
  afterEach(() => rm(folder, { recursive: true }))
  const refused = (path: string) =>
    assert.rejects(refuseUnsafeFolder(nodeFiles, path), { code: 'BAD_INPUT', exitCode: 2 })

  it('is taken when only its owner writes there', () => refuseUnsafeFolder(nodeFiles, folder))

  it('is refused when everybody may write to it, or to its settings', async () => {
    await chmod(folder, 0o777)
    await refused(folder)
    await chmod(folder, 0o755)
    await chmod(join(folder, 'ansible.cfg'), 0o666)
    await refused(folder)
  })

  it('is refused with a pipe or a device where a playbook or an inventory belongs', async () => {
    await mkdir(join(folder, 'inventory'))
    for (const name of ['site.yml', 'inventory/hosts.yml', 'roles/app/tasks/main.yml']) {
      const path = join(folder, name)
      await mkdir(join(path, '..'), { recursive: true })
      // Below the roles it is met by the hash of the configuration, which reads all of them.
      const asked = async () => {
        if (!name.startsWith('roles/')) return refuseUnsafeFolder(nodeFiles, folder)
        const c = { files: nodeFiles, ansible: { dir: folder }, playbook: 'site.yml', extra: [] }
        await configurationOf(c as unknown as ConfigContext, {})
      }
      for (const spoil of [
        async () => void execFileSync('mkfifo', [path]),
        () => symlink('/dev/zero', path),
      ]) {
        await spoil()
        await assert.rejects(asked(), { code: 'BAD_INPUT', exitCode: 2 }, name)
        await rm(path)
      }
      await asked()
    }
  })

  it('is refused without settings, and when it is none', async () => {
    await rm(join(folder, 'ansible.cfg'))
    await refused(folder)
    await refused(join(folder, 'nowhere'))
  })
})
