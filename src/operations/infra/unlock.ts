import type { Json } from '../../domain/json.ts'
import type { Running, Step } from '../../engine/index.ts'
import { declined } from '../../errors/index.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import type { StateLockHolder } from '../../tools/terraform/events.ts'
import type { InfraContext } from './context.ts'
import { initialise } from './initialise.ts'
import { checkAccount, failure, listen, makePlan, StateLocked } from './terraform-run.ts'

/**
 * Takes Terraform's own lock off the state, after showing whose it is and asking. It runs under the
 * environment's lock, so an opsctl that still works on it is never pulled from under its feet.
 */
export function infraUnlock(): readonly Step<InfraContext>[] {
  return [look, ask, unlock]
}

const look: Step<InfraContext> = {
  id: 'look',
  title: 'See who holds the lock of the state',
  effect: 'read',
  run: async (c, at) => {
    await checkAccount(c)
    await initialise(c)
    return { holder: (await holderOf(c, at)) as unknown as Json }
  },
}

const ask: Step<InfraContext> = {
  id: 'ask',
  title: 'Ask',
  effect: 'read',
  done: async (_, at) => at.facts['holder'] === null,
  run: async (c, at) => {
    const { who, operation, created } = holderIn(at)
    const { name } = c.environment
    at.news(`${who} holds it: ${operation}, since ${created}`)
    const question = `Held by ${who} (${operation}, since ${created}). If that is dead, type the environment's name`
    if (await c.prompt.typeExactly(question, name)) return undefined
    throw declined(`Unlocking the state of ${name}`)
  },
}

const unlock: Step<InfraContext> = {
  id: 'unlock',
  title: 'Take the lock off',
  effect: 'change',
  done: async (_, at) => at.facts['holder'] === null,
  run: async (c, at) => {
    const holder = holderIn(at)
    // Somebody else may hold it by now: then it is another lock, with another ID.
    if ((await holderOf(c, at))?.id !== holder.id) return undefined
    const said = listen(at.news)
    const ended = await c.exec.run(terraform.forceUnlock(c.terraform, holder.id), {
      onLine: said.onLine,
    })
    if (ended.exitCode !== 0 && ended.skipped !== true) {
      throw failure('force-unlock', ended, said, 'The lock is as it was.', c)
    }
    return undefined
  },
}

/** Asks the way that holds for every backend: by trying. A plan that believes the state is quick. */
async function holderOf(c: InfraContext, at: Running): Promise<StateLockHolder | null> {
  const file = `${at.folder}/look.tfplan`
  const patient = { ...c, lockWaitSeconds: 0 }
  try {
    await makePlan(patient, file, { mode: 'normal', refresh: false }, () => undefined)
    return null
  } catch (error) {
    if (error instanceof StateLocked) return error.holder
    throw error
  } finally {
    await c.files.remove(file)
  }
}

function holderIn(at: Running): StateLockHolder {
  return at.facts['holder'] as unknown as StateLockHolder
}
