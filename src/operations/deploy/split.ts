import { type Weights, weightsText } from '../../domain/traffic/weights.ts'
import { describeHolder, lockKey, parseLock } from '../../engine/index.ts'
import { locked, type OpsctlError, trafficSplit } from '../../errors/index.ts'
import type { DeployContext } from './context.ts'

/**
 * Why traffic at both colours stops a deployment: another one is under way and moves it, or nobody is.
 * To call that a split, and name `rollback` as the way on, would have a person fight the one that runs.
 */
export async function splitOrLocked(
  {
    documents,
    environment,
    operation,
  }: Pick<DeployContext, 'documents' | 'environment' | 'operation'>,
  weights: Weights,
): Promise<OpsctlError> {
  const { name } = environment
  const key = lockKey(name)
  const stored = await documents.read(key)
  const holder = stored && parseLock(stored.body, key).holder
  if (!holder || holder.operation === operation) return trafficSplit(name, weightsText(weights))
  const next = [`see it: opsctl deploy status -e ${name} --watch`]
  return locked(name, describeHolder(holder), next)
}
