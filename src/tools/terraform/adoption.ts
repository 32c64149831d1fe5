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

/** One address at which the state is to know another thing from now on. */
export interface Takeover {
  readonly address: string
  readonly type: string
  /** The attribute by which one sees what the address stands for now, and its wanted value. */
  readonly attribute: string
  readonly value: string
  /** What an import of it names. */
  readonly importId: string
}

/** The address at which the state knows a thing, in whatever module; null when it does not. */
export function addressOf(
  state: StateJson,
  { type, attribute, value }: Pick<Takeover, 'type' | 'attribute' | 'value'>,
): string | null {
  const fits = (one: StateResource) =>
    one.mode === 'managed' && one.type === type && one.values?.[attribute] === value
  return resourcesIn(state.values?.root_module).find(fits)?.address ?? null
}

/** Where the state keeps a volume and its attachment; null for what it does not know. */
export interface VolumeAddresses {
  readonly volume: string | null
  readonly attachment: string | null
}

const volume = { type: 'aws_ebs_volume', attribute: 'id' }
const attachment = { type: 'aws_volume_attachment', attribute: 'volume_id' }
// terraform-provider-aws 5 and later: the ID is RDS's resource ID, the import names the identifier.
const database = { type: 'aws_db_instance', attribute: 'resource_id' }

/** Looks a volume up in the state by its ID. */
export function addressesOf(state: StateJson, value: string): VolumeAddresses {
  return {
    volume: addressOf(state, { ...volume, value }),
    attachment: addressOf(state, { ...attachment, value }),
  }
}

/** Looks an RDS instance up in the state by its `db-…`. */
export function databaseAddress(state: StateJson, value: string): string | null {
  return addressOf(state, { ...database, value })
}

/** The addresses of a volume, for another one at the same host. */
export function volumeTakeovers(
  at: VolumeAddresses,
  to: { readonly volume: string; readonly instance: string; readonly device: string },
): readonly Takeover[] {
  const value = to.volume
  // terraform-provider-aws, aws_volume_attachment, "Import": DEVICE:VOLUME:INSTANCE.
  const hanging = `${to.device}:${to.volume}:${to.instance}`
  return [
    ...(at.volume === null ? [] : [{ ...volume, value, address: at.volume, importId: value }]),
    ...(at.attachment === null
      ? []
      : [{ ...attachment, value, address: at.attachment, importId: hanging }]),
  ]
}

/** The address of an RDS instance, for another one that has its name now. */
export function databaseTakeovers(
  address: string | null,
  to: { readonly id: string; readonly name: string },
): readonly Takeover[] {
  return address === null ? [] : [{ ...database, value: to.id, address, importId: to.name }]
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

/** Import blocks by which the same addresses take other things over. */
export function importBlocks(takeovers: readonly Takeover[]): string {
  const blocks = takeovers.map(
    ({ address, importId }) => `\nimport {\n  to = ${address}\n  id = "${importId}"\n}\n`,
  )
  return `# Written by opsctl for one plan and removed after it.\n${blocks.join('')}`
}
