import { stateStray, stateUnsaved } from '../../errors/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import { typed } from '../../tools/terraform/names.ts'
import type { InfraContext } from './context.ts'
import { listen } from './terraform-run.ts'

/*
 * When Terraform cannot save its state (credentials that expired, a bucket that is gone), it writes
 * errored.tfstate into the root module's folder, readable for all and overwritten by the next one.
 */

/**
 * Takes an errored.tfstate that our own apply left behind to the environment's folder, mode 0600.
 * @returns whether there was one
 */
export async function keepUnsavedState(c: InfraContext): Promise<boolean> {
  if ((await c.files.stat(stray(c))) === null) return false
  await c.files.move(stray(c), kept(c), 0o600)
  return true
}

/**
 * Refuses to plan on a state that lacks what an apply did.
 * @throws OpsctlError STATE_UNSAVED (exit 6), STATE_STRAY (exit 2)
 */
export async function assertStateSaved(c: InfraContext): Promise<void> {
  await assertNoStray(c)
  if ((await c.files.stat(kept(c))) !== null) {
    throw stateUnsaved(c.environment.name, c.topic, kept(c), 'it waits to be pushed.')
  }
}

/** @throws OpsctlError STATE_STRAY (exit 2) */
export async function assertNoStray(c: InfraContext): Promise<void> {
  if ((await c.files.stat(stray(c))) !== null)
    throw stateStray(stray(c), typed(c.terraform, 'state push'))
}

export async function hasUnsavedState(c: InfraContext): Promise<boolean> {
  return (await c.files.stat(kept(c))) !== null
}

/**
 * Pushes a kept state to the backend. Harmless when there is none.
 * @throws OpsctlError STATE_UNSAVED (exit 6) when Terraform refuses it
 */
export async function pushUnsavedState(
  c: InfraContext,
  news: (line: string) => void,
): Promise<void> {
  if (!(await hasUnsavedState(c))) return
  news('pushing the state that an earlier apply could not save')
  const said = listen(() => undefined)
  const ended = await c.exec.run(terraform.statePush(c.terraform, kept(c)), {
    onLine: said.onLine,
  })
  if (ended.skipped === true) return
  if (ended.exitCode !== 0) {
    throw stateUnsaved(
      c.environment.name,
      c.topic,
      kept(c),
      `it was refused:\n${said.plain.join('\n')}`,
    )
  }
  await c.files.remove(kept(c))
}

function stray(c: InfraContext): string {
  return `${c.terraform.dir}/errored.tfstate`
}

function kept(c: InfraContext): string {
  return `${c.terraform.dataDir}/errored.tfstate`
}
