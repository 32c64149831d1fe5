import { badInput } from '../../errors/index.ts'
import type { Files } from '../../ports/files.ts'
import { refuseEndless } from '../endless-file.ts'

const writableByAll = 0o002

/**
 * Refuses an Ansible folder that everybody may write to: whoever writes there runs what he likes
 * with this environment's credentials. Ansible itself only warns, and then runs without the
 * folder's settings. Refuses a pipe or a device among playbooks and inventories as well.
 * @throws OpsctlError BAD_INPUT (exit 2)
 */
export async function refuseUnsafeFolder(files: Files, dir: string): Promise<void> {
  const config = `${dir}/ansible.cfg`
  const folder = await files.stat(dir)
  if (folder?.kind !== 'folder') {
    throw badInput('ansible.dir', `${dir} is no folder`, 'correct ansible.dir in opsctl.yaml')
  }
  if ((await files.stat(config))?.kind !== 'file') {
    throw badInput('ansible.dir', `${config} is missing, or no plain file`, 'restore it')
  }
  for (const path of [dir, config]) {
    const mode = (await files.stat(path))?.mode ?? 0
    if ((mode & writableByAll) === 0) continue
    throw badInput('ansible.dir', `everybody may write to ${path}`, `chmod o-w '${path}'`)
  }
  const inventory = `${dir}/inventory`
  const folders = (await files.stat(inventory))?.kind === 'folder' ? [dir, inventory] : [dir]
  for (const one of folders) {
    for (const name of await files.list(one)) {
      await refuseEndless(files, `${one}/${name}`, 'ansible.dir')
    }
  }
}
