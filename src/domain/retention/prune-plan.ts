import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Shelf } from './shelf.ts'

/** `later`: nothing keeps it, but this run has removed enough. */
export type PruneAction = 'keep' | 'remove' | 'later'

export interface Decision {
  readonly snapshot: Snapshot
  readonly action: PruneAction
  readonly reasons: readonly string[]
}

const actions: readonly PruneAction[] = ['keep', 'remove', 'later']

/** What becomes of each snapshot, newest first; a decision is made into an object when it is looked at. */
export class PrunePlan implements Iterable<Decision> {
  readonly #shelf: Shelf
  readonly #order: Uint32Array
  readonly #actions: Uint8Array
  /** By place in the order; those that many share are one list. */
  readonly #reasons: Uint32Array
  readonly #lists: (readonly string[])[] = []
  readonly #known = new Map<string, number>()
  readonly #counts: Record<PruneAction, number> = { keep: 0, remove: 0, later: 0 }

  /** @param order rows of the shelf, newest first */
  constructor(shelf: Shelf, order: Uint32Array) {
    this.#shelf = shelf
    this.#order = order
    this.#actions = new Uint8Array(order.length)
    this.#reasons = new Uint32Array(order.length)
  }

  get length(): number {
    return this.#order.length
  }

  /** Decides about the snapshot at this place, once. */
  decide(place: number, action: PruneAction, reasons: readonly string[]): void {
    const key = reasons.join('\n')
    let list = this.#known.get(key)
    if (list === undefined) {
      list = this.#lists.push(reasons) - 1
      this.#known.set(key, list)
    }
    this.#actions[place] = actions.indexOf(action)
    this.#reasons[place] = list
    this.#counts[action] += 1
  }

  count(action: PruneAction): number {
    return this.#counts[action]
  }

  /** IDs, oldest first, so that a run that is cut short leaves the newer ones. */
  removable(): string[] {
    const remove = actions.indexOf('remove')
    const ids: string[] = []
    for (const [place, row] of this.#order.entries()) {
      if (this.#actions[place] === remove) ids.push(this.#shelf.id(row))
    }
    return ids.reverse()
  }

  *[Symbol.iterator](): Generator<Decision> {
    for (const [place, row] of this.#order.entries()) {
      yield {
        snapshot: this.#shelf.at(row),
        action: actions[this.#actions[place] ?? 0] ?? 'keep',
        reasons: this.#lists[this.#reasons[place] ?? 0] ?? [],
      }
    }
  }
}
