/** The catalogue: every error that opsctl throws is made by one of these functions. */
export * from './config.ts'
export * from './config-run.ts'
export * from './engine.ts'
export * from './infra.ts'
export * from './input.ts'
export * from './operation.ts'
export { type ErrorKind, type ErrorParts, exitCodes, OpsctlError } from './opsctl-error.ts'
export * from './sandbox.ts'
