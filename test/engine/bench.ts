import type { EngineDeps, Operation, Step } from '../../src/engine/index.ts'
import { Disk, Power, TestClock } from './power.ts'

export const id = '20261123t120000z-00000001'
export const folder = '/project/.opsctl/operations'

/** The world that the steps change; counts every effect by its name. */
export class World {
  readonly made = new Set<string>()
  readonly effects: string[] = []
}

/** A machine's set of ports; `pid` tells its processes apart, and only the newest one lives. */
export class Bench {
  readonly disk = new Disk()
  readonly world = new World()
  readonly clock = new TestClock()
  readonly heard: string[] = []
  readonly power = new Power()
  #pid = 100

  /** A new process on this machine. The former ones are dead. */
  deps(power = new Power(), more: Partial<EngineDeps> = {}): EngineDeps {
    const pid = ++this.#pid
    const note = (line: string) => void this.heard.push(line)
    return {
      files: this.disk.files(power),
      documents: this.disk.bucket(power),
      clock: this.clock,
      processes: { startOf: async (asked) => (asked === this.#pid ? `start-${asked}` : null) },
      progress: {
        stepStarted() {},
        news: note,
        stepEnded() {},
        async yieldScreen() {},
        note,
        warn: note,
      },
      who: {
        actor: 'ada',
        host: 'desk',
        hostToken: 'boot-1',
        pid,
        processStart: `start-${pid}`,
        version: '0.1.0',
        commit: null,
      },
      signal: new AbortController().signal,
      operationsFolder: folder,
      lockWaitSeconds: 0,
      ...more,
    }
  }

  /** A read, two changes that see whether they are done, and a read at the end. */
  operation(power = new Power(), more: Partial<Operation> = {}): Operation {
    const steps = [
      this.look(power),
      this.make('net', power),
      this.make('host', power),
      this.look(power, 'check'),
    ]
    const input = { size: 2 }
    return {
      id,
      kind: 'infra up',
      environment: 'prod',
      input,
      steps,
      context: null,
      effect: 'change',
      lock: true,
      ...more,
    }
  }

  look(power: Power, name = 'look'): Step<unknown> {
    return {
      id: name,
      title: name,
      effect: 'read',
      run: async () => {
        power.edge()
        return { [name]: 'seen' }
      },
    }
  }

  make(name: string, power: Power): Step<unknown> {
    const { made, effects } = this.world
    return {
      id: name,
      title: `make ${name}`,
      effect: 'change',
      done: async () => {
        power.edge()
        return made.has(name) && { [name]: `id of ${name}` }
      },
      run: async () => {
        power.write(() => {
          made.add(name)
          effects.push(`+${name}`)
        })
        return { [name]: `id of ${name}` }
      },
      undo: async () => {
        power.edge()
        if (!made.has(name)) return
        power.write(() => {
          made.delete(name)
          effects.push(`-${name}`)
        })
      },
    }
  }

  lock(): { holder: unknown; unfinished: unknown; fence: number } {
    return JSON.parse(this.disk.documents.get('locks/prod.json')?.body ?? 'null')
  }

  ledger() {
    return JSON.parse(this.disk.documents.get(`ledger/prod/${id}.json`)?.body ?? 'null')
  }
}
