/** As much of the wiring as a rollback takes: in an outage each part of the rest is waiting time. */
export { asInput, rollbackInput } from './deploy-input.ts'
export { openEnvironment } from './environment-place.ts'
export { runNew } from './operations.ts'
export { openWorkplace } from './workplace.ts'
