import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Step } from '../../engine/step.ts'
import { snapshotBad } from '../../errors/index.ts'
import type { SnapshotContext } from './context.ts'
import { text } from './fact.ts'
import type { CopyCheck } from './playbooks.ts'
import { isRehearsal } from './scratch.ts'

/** The verdict becomes tags of the snapshot, where prune and the gates find it. */
export const record: Step<SnapshotContext> = {
  id: 'record',
  title: 'Write down the verdict',
  effect: 'change',
  run: async (c, at) => {
    if (isRehearsal(at)) {
      c.note(`would tag ${text(at, 'snapshot')} with the verdict and the recovery time`)
      return undefined
    }
    const { good, recoverySeconds, dataAgeSeconds } = at.facts
    const verifiedAt = c.clock.now().toISOString()
    await c.writer.tag(text(at, 'snapshot'), {
      [snapshotTags.verdict]: good === true ? 'good' : 'bad',
      [snapshotTags.verifiedAt]: verifiedAt,
      [snapshotTags.dataAgeSeconds]: String(dataAgeSeconds),
      ...(recoverySeconds === null
        ? {}
        : { [snapshotTags.recoverySeconds]: String(recoverySeconds) }),
    })
    return { verifiedAt }
  },
}

/**
 * Refuses the end of a verification whose answer is no; the run itself is complete.
 * @throws OpsctlError SNAPSHOT_BAD (exit 5)
 */
export function refuseBad(facts: Facts): void {
  if (facts['good'] === true) return
  const checks = (facts['checks'] ?? []) as unknown as readonly CopyCheck[]
  const failures = checks.filter((one) => !one.good).map((one) => `${one.name}: ${one.found}`)
  throw snapshotBad(
    String(facts['snapshot']),
    failures.length > 0 ? failures : ['nothing could be checked'],
  )
}
