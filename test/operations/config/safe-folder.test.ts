import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
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

  it('is refused without settings, and when it is none', async () => {
    await rm(join(folder, 'ansible.cfg'))
    await refused(folder)
    await refused(join(folder, 'nowhere'))
  })
})
