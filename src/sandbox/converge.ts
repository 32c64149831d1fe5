import type { World } from './world.ts'

/** A container as the controller finds it. */
export interface SeenContainer {
  readonly name: string
  /** True when it carries the sandbox's label; others are never touched. */
  readonly ours: boolean
  /** The engine's word: running, exited, created, paused, ... */
  readonly state: string
  /** The address it was made for. */
  readonly address: string
  /** The reboot count up to which the machine has been restarted. */
  readonly generation: number
}

export type Action =
  | {
      readonly kind: 'create'
      readonly name: string
      readonly address: string
      readonly generation: number
    }
  | { readonly kind: 'reboot'; readonly name: string; readonly generation: number }
  | { readonly kind: 'start' | 'stop' | 'remove'; readonly name: string }

/** What should run: the fixed parts, and the instances and databases of the world. */
interface Wanted {
  readonly name: string
  readonly address: string
  readonly running: boolean
  readonly generation: number
}

/**
 * What has to be done so that the containers are as the world says, in order. After these actions
 * another call finds nothing to do.
 * @param parts the sandbox's own containers (load balancer, registry).
 * @param held instances whose machine stays a little although they are gone (requests in flight).
 */
export function converge(
  world: World,
  seen: readonly SeenContainer[],
  parts: readonly { readonly name: string; readonly address: string; readonly running: boolean }[],
  held: ReadonlySet<string>,
): Action[] {
  const wanted: Wanted[] = [
    ...parts.map((part) => ({ ...part, generation: 0 })),
    ...world.instances.map((one) => ({
      name: one.id,
      address: one.privateIp,
      running: one.state === 'running' && one.powerless !== true,
      generation: one.generation,
    })),
    ...world.databases.map((one) => ({
      name: one.id,
      address: one.privateIp,
      running: one.state === 'running',
      generation: one.generation,
    })),
  ]
  const names = new Set(wanted.map((one) => one.name))
  const gone = seen.filter((one) => one.ours && !names.has(one.name) && !held.has(one.name))
  const removals = gone.map((one): Action => ({ kind: 'remove', name: one.name }))
  const changes = wanted.flatMap((want) =>
    towards(
      want,
      seen.find((one) => one.name === want.name),
    ),
  )
  // All removals first: two databases that exchange their names exchange their addresses.
  const removes = (action: Action) => action.kind === 'remove'
  return [...removals, ...changes.filter(removes), ...changes.filter((action) => !removes(action))]
}

const broken = new Set(['dead', 'removing', 'unknown', 'stopping'])

function towards(want: Wanted, found: SeenContainer | undefined): Action[] {
  const { name, address, generation } = want
  const create: Action = { kind: 'create', name, address, generation }
  if (found === undefined) return want.running ? [create] : []
  if (!found.ours) return []
  if (found.address !== address || broken.has(found.state)) {
    return [{ kind: 'remove', name }, ...(want.running ? [create] : [])]
  }
  // Paused: the emulator is copying its volume. The machine goes on when the copy is made.
  if (found.state === 'paused') return []
  const runs = found.state === 'running'
  if (!want.running) return runs ? [{ kind: 'stop', name }] : []
  if (found.generation !== generation) return [{ kind: 'reboot', name, generation }]
  return runs ? [] : [{ kind: 'start', name }]
}
