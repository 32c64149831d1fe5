import {
  configurationHash,
  decidesConfiguration,
  type HashedFile,
} from '../../domain/config-run/configuration-hash.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Files } from '../../ports/files.ts'
import { refuseEndless } from '../endless-file.ts'
import type { ConfigContext } from './context.ts'

/** The hash of what this repository gives a host now; the roles write it on the host. */
export async function configurationOf(c: ConfigContext, variables: JsonObject): Promise<string> {
  const { playbook, extra } = c
  const files: HashedFile[] = []
  for await (const path of filesBelow(c.files, c.ansible.dir, '')) {
    if (decidesConfiguration(path, playbook)) {
      files.push({ path, sha256: await c.files.hash(`${c.ansible.dir}/${path}`) })
    }
  }
  return configurationHash(files, { playbook, variables, extra })
}

/** Paths below `root` of the files in its folder `at` (empty, or ending in `/`); no link is followed. */
async function* filesBelow(files: Files, root: string, at: string): AsyncGenerator<string> {
  for (const name of await files.list(`${root}/${at}`)) {
    const path = `${at}${name}`
    const kind = (await files.stat(`${root}/${path}`))?.kind
    if (kind === 'folder') yield* filesBelow(files, root, `${path}/`)
    else if (kind === 'file') yield path
    else await refuseEndless(files, `${root}/${path}`, 'ansible.dir')
  }
}
