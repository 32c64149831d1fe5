import { machine, median, table } from './measure.ts'
import { env, opsctl, result, say } from './on-the-stack.ts'
import { ownParts, type VerifyEntry, type VerifyTimes, verifyTimes } from './verify-times.ts'

/**
 * `npm run bench -- verify [ROUNDS]`: on the quickstart's environment, makes a copy of its data, proves it
 * so many times (3), and says what of it is the restore itself and what verify adds: the scratch host, the
 * checks with Ansible and the service, the tear-down, and opsctl's own start, journal and lock. The times
 * of steps are the ledger's. A minute or two a round on a quiet machine; exit 1 when a proof fails.
 */
export async function bench([rounds = '3']: readonly string[]): Promise<void> {
  result(await opsctl('sandbox', 'up'))
  const made = result(await opsctl('snapshot', 'create', ...env))
  const [copy = ''] = (made['facts'] as { snapshots?: readonly string[] }).snapshots ?? []
  const all: VerifyTimes[] = []
  for (let round = 0; round < Number(rounds); round++) all.push(await proof(copy))
  const restore = median(all.map((one) => one.restore))
  const own = median(all.map((one) => sum(one)))
  say(`${machine()}, median of ${all.length}, seconds\n`)
  const parts = ownParts.map((part) => [part, median(all.map((one) => one.own[part])).toFixed(1)])
  say(
    table([['the restore itself', restore.toFixed(1)], ...parts, ["verify's own", own.toFixed(1)]]),
  )
  say(`verify's own is ${(own / restore).toFixed(2)} of the restore itself`)
}

async function proof(copy: string): Promise<VerifyTimes> {
  const began = performance.now()
  const { id } = result(await opsctl('snapshot', 'verify', copy, ...env))
  const wall = (performance.now() - began) / 1000
  const entry = result(await opsctl('history', 'show', String(id), ...env))
  return verifyTimes(entry as unknown as VerifyEntry, wall)
}

function sum({ own }: VerifyTimes): number {
  return ownParts.reduce((so, part) => so + own[part], 0)
}
