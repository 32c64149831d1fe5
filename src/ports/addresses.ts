/** Where hosts are reached. */
export interface Addresses {
  /** Private address by instance ID; a host without one is missing. */
  of(hosts: readonly string[]): Promise<ReadonlyMap<string, string>>
}
