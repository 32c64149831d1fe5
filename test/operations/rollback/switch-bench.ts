import { switchTarget } from '../../../src/domain/deployment/switched.ts'
import type { JsonObject } from '../../../src/domain/json.ts'
import { newOperationId } from '../../../src/domain/operation-id.ts'
import type { Colour } from '../../../src/domain/traffic/colour.ts'
import {
  abortOperation,
  type Operation,
  resumeOperation,
  runOperation,
} from '../../../src/engine/index.ts'
import { listHistory } from '../../../src/operations/history/list.ts'
import type { DnsContext, GroupsContext } from '../../../src/operations/rollback/context.ts'
import { rollbackByDns } from '../../../src/operations/rollback/dns.ts'
import { rollbackByGroups } from '../../../src/operations/rollback/groups.ts'
import { Switches } from '../../doubles/switches.ts'
import { Disk, Power, TestClock } from '../../engine/power.ts'

const service = { port: 3000, health: '/readyz', identity: '/version' }
const patience = { bake: 0, hold: 0, warm: 0, hosts: 30, health: 30 }

/** Rollbacks without a load balancer, run by the real engine; green serves. */
export class SwitchBench {
  readonly switches = new Switches()
  readonly disk = new Disk()
  readonly shown: string[] = []
  power = new Power()
  record = 'shop.example.com'
  /** Happens once, between the look of the next rollback and its first change. */
  overtake: (() => Promise<unknown>) | null = null
  machine = 0
  #time = Date.UTC(2026, 10, 24, 12)
  #pid = 100
  #count = 0
  #last: (() => Operation) | null = null
  id = ''

  async dns(to: string | null = null) {
    const { record } = this
    const input = { by: 'dns', zone: 'Z1', record, ...(await this.#asked(to)) } as const
    return this.#run(input, rollbackByDns(input))
  }

  async groups(to: string | null = null) {
    const groups = { blue: 'blue', green: 'green' }
    const input = { by: 'autoscaling', groups, ...(await this.#asked(to)) } as const
    return this.#run(input, rollbackByGroups(input))
  }

  resume = () => resumeOperation(this.#operation(), this.#deps())
  abort = () => abortOperation(this.#operation(), this.#deps())

  /** Another machine: its own clone, the same bucket and the same AWS. */
  beside(): SwitchBench {
    const other = new SwitchBench()
    other.machine = 1
    Object.assign(other, { switches: this.switches })
    Object.assign(other.disk, {
      documents: this.disk.documents,
      bucket: (power: Power) => this.disk.bucket(power),
    })
    return other
  }

  ledger() {
    return JSON.parse(this.disk.documents.get(`ledger/edge/${this.id}.json`)?.body ?? 'null')
  }

  lock() {
    return JSON.parse(this.disk.documents.get('locks/edge.json')?.body ?? 'null')
  }

  async #asked(to: string | null) {
    const documents = this.disk.bucket(new Power())
    const target = switchTarget(await listHistory({ environment: 'edge' }, { documents }), to)
    if ('problem' in target) throw new Error(target.problem)
    const { colour, since } = target as { colour: Colour | null; since: string | null }
    return { to: colour, since, service, patience }
  }

  #context(): DnsContext & GroupsContext {
    const { zone, fleet, addresses, probe } = this.switches
    return {
      ...{ zone, fleet, addresses, probe, service, patience },
      environment: { name: 'edge' },
      stack: { groups: { blue: 'blue', green: 'green' } },
      show: (text) => void this.shown.push(text),
      clock: {
        now: () => new Date(this.#time),
        sleep: async (milliseconds) => {
          this.#time += milliseconds
        },
      },
    }
  }

  #run(input: object, steps: readonly { readonly id: string }[]) {
    this.#count += 1
    const time = new Date(Date.UTC(2026, 10, 24, 12, 0, this.#count))
    this.id = newOperationId(time, Buffer.from([this.machine, 0, 0, this.#count]))
    const { id } = this
    const shape = { id, kind: 'rollback', environment: 'edge', input: input as JsonObject, steps }
    const always = { effect: 'change', lock: true, putsBack: true }
    this.#last = () => ({ ...shape, ...always, context: this.#context() }) as unknown as Operation
    this.switches.rounds = 0
    return runOperation(this.#last(), this.#deps())
  }

  #operation(): Operation {
    if (this.#last === null) throw new Error('nothing ran')
    return this.#last()
  }

  #deps() {
    this.#pid += 1
    const pid = this.#pid
    const note = (line: string) => void this.shown.push(line)
    const stepEnded = async ({ id }: { readonly id: string }) => {
      const { overtake } = this
      if (id === 'check') this.overtake = null
      if (id === 'check') await overtake?.()
    }
    const screen = { stepStarted() {}, stepEnded, async yieldScreen() {} }
    return {
      files: this.disk.files(this.power),
      documents: this.disk.bucket(this.power),
      clock: new TestClock(),
      processes: { startOf: async (p: number) => (p === this.#pid ? `start-${p}` : null) },
      progress: { news: note, note, warn: note, ...screen },
      who: {
        ...{ actor: 'ada', host: 'desk', hostToken: 'boot-1', pid, processStart: `start-${pid}` },
        ...{ version: '0.1.0', commit: null },
      },
      signal: new AbortController().signal,
      operationsFolder: '/project/.opsctl/operations',
      lockWaitSeconds: 0,
    }
  }
}
