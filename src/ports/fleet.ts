/** Groups of hosts (Auto Scaling). */
export interface FleetReader {
  group(name: string): Promise<GroupView>
  /** Whether this version of the launch template still exists. */
  templateExists(id: string, version: string): Promise<boolean>
}

export interface FleetWriter {
  /** Sets both numbers in one call; repeating it changes nothing. */
  setCapacity(name: string, capacity: Capacity): Promise<void>
}

export interface Capacity {
  readonly min: number
  readonly desired: number
}

export interface GroupView extends Capacity {
  readonly name: string
  readonly max: number
  readonly launchTemplate: { readonly id: string; readonly version: string }
  /** Members that are not on their way out. */
  readonly hosts: readonly FleetHost[]
}

export interface FleetHost {
  /** Instance ID. */
  readonly id: string
  readonly inService: boolean
  /** Version of the launch template that it was started from. */
  readonly templateVersion: string
}
