import {
  configurationHash,
  decidesConfiguration,
  type HashedFile,
} from '../../domain/config-run/configuration-hash.ts'
import type { JsonObject } from '../../domain/json.ts'
import { refuseEndless } from '../endless-file.ts'
import { filesBelow } from '../files-below.ts'
import type { ConfigContext } from './context.ts'

/** The hash of what this repository gives a host now; the roles write it on the host. */
export async function configurationOf(c: ConfigContext, variables: JsonObject): Promise<string> {
  const { playbook, extra } = c
  const files: HashedFile[] = []
  const met = {
    isWanted: () => true,
    meetOther: (_: string, path: string) => refuseEndless(c.files, path, 'ansible.dir'),
  }
  for await (const path of filesBelow(c.files, c.ansible.dir, met)) {
    if (decidesConfiguration(path, playbook)) {
      files.push({ path, sha256: await c.files.hash(`${c.ansible.dir}/${path}`) })
    }
  }
  return configurationHash(files, { playbook, variables, extra })
}
