/** The parts of `terraform show -json` (a state) that are read here. */
export interface StateJson {
  readonly values?: { readonly root_module?: StateModule }
}

interface StateModule {
  readonly resources?: readonly StateResource[]
  readonly child_modules?: readonly StateModule[]
}

interface StateResource {
  readonly address: string
  readonly mode: string
  readonly type: string
  readonly values?: Readonly<Record<string, unknown>>
}

/** Where the state keeps a volume and its attachment; null for what it does not know. */
export interface VolumeAddresses {
  readonly volume: string | null
  readonly attachment: string | null
}

/** Looks a volume up in the state by its ID, in whatever module it stands. */
export function addressesOf(state: StateJson, volume: string): VolumeAddresses {
  const all = resourcesIn(state.values?.root_module)
  const find = (type: string, key: string) =>
    all.find((one) => one.mode === 'managed' && one.type === type && one.values?.[key] === volume)
      ?.address ?? null
  return {
    volume: find('aws_ebs_volume', 'id'),
    attachment: find('aws_volume_attachment', 'volume_id'),
  }
}

/** Each managed resource's ID by its address. */
export function resourceIds(state: StateJson): ReadonlyMap<string, string> {
  const managed = resourcesIn(state.values?.root_module).filter((one) => one.mode === 'managed')
  return new Map(managed.map((one) => [one.address, String(one.values?.['id'] ?? '')]))
}

function resourcesIn(module: StateModule | undefined): readonly StateResource[] {
  if (module === undefined) return []
  return [...(module.resources ?? []), ...(module.child_modules ?? []).flatMap(resourcesIn)]
}

/** Import blocks by which the same addresses take another volume over. */
export function importBlocks(
  at: VolumeAddresses,
  to: { readonly volume: string; readonly instance: string; readonly device: string },
): string {
  // terraform-provider-aws, aws_volume_attachment, "Import": DEVICE:VOLUME:INSTANCE.
  const attachment = `${to.device}:${to.volume}:${to.instance}`
  const blocks = [
    at.volume === null ? '' : block(at.volume, to.volume),
    at.attachment === null ? '' : block(at.attachment, attachment),
  ]
  return `# Written by opsctl for one plan and removed after it.\n${blocks.join('')}`
}

function block(address: string, id: string): string {
  return `\nimport {\n  to = ${address}\n  id = "${id}"\n}\n`
}
