import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ConfigContext } from '../../operations/config/context.ts'
import type { CacheOptions } from '../../operations/config/inventory-cache.ts'
import type { EnvironmentPlace } from './environment-place.ts'

/** Where the inventory's cache is, and what it must have been read from to count. */
export async function inventoryCache(
  place: EnvironmentPlace,
  c: ConfigContext,
  asked: { readonly refresh: boolean; readonly maxAge: number },
): Promise<CacheOptions> {
  const { environment, workplace, loaded, aws } = place
  const settings = await c.files.hash(`${c.ansible.dir}/ansible.cfg`)
  const inventory = await c.files.hash(`${c.ansible.dir}/inventory/inventory_aws_ec2.yml`)
  const { project, name, region, account } = environment
  const source = [project, name, region, account, aws.endpoint ?? null, settings, inventory]
  return {
    ...asked,
    clock: workplace.clock,
    folder: join(loaded.project, '.opsctl', 'inventory'),
    source: createHash('sha256').update(JSON.stringify(source)).digest('hex'),
  }
}
