/** What operations and commands use of the engine. */
export { abortOperation } from './abort.ts'
export { awaitLeftBehind, durableRun, startedRuns } from './durable-runs.ts'
export type { OperationState, StepState } from './journal-state.ts'
export { lastingExec } from './lasting.ts'
export {
  type LedgerEntry,
  type LedgerStep,
  ledgerKey,
  readLedger,
} from './ledger.ts'
export { holderIsGone } from './liveness.ts'
export {
  describeHolder,
  isStale,
  type LockDocument,
  type LockHolder,
  lockBody,
  lockKey,
  parseLock,
  type UnfinishedMark,
} from './lock-document.ts'
export type { EngineDeps, Identity, Operation, OperationEnd } from './operation.ts'
export { resumeOperation } from './resume.ts'
export { runOperation } from './run.ts'
export type { Facts, Kept, Running, Step } from './step.ts'
export { knownOperations, unfinishedOperations } from './unfinished.ts'
