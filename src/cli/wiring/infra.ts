/**
 * As much of the wiring as the infra commands that only read take. Through this door comes no part of
 * deployments, snapshots or the sandbox, whose loading took longer than a small plan.
 */
export { openEnvironment } from './environment-place.ts'
export { fileToWrite } from './file-to-write.ts'
export { infraContext } from './infra-context.ts'
export { publishMarkdown } from './job-summary.ts'
export { inScratchFolder } from './scratch.ts'
export { environmentNames, inSeveral } from './several.ts'
export { openWorkplace } from './workplace.ts'
