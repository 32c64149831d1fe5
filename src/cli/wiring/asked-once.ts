import type { AwsAccess } from '../../adapters/aws-access.ts'
import { stsIdentity } from '../../adapters/sts-identity.ts'
import { codeHash } from '../../operations/infra/code-hash.ts'
import type { Identity, IdentityReader } from '../../ports/identity.ts'
import { onceEach } from './once-each.ts'
import type { Workplace } from './workplace.ts'

/** What the environments of one invocation have in common and what takes long to find out. */
export interface AskedOnce {
  /** Who we are, for all environments with the same way to AWS: STS says the same in each region. */
  identity(access: AwsAccess): IdentityReader
  /** SHA-256 of a root module, for all environments of a project. */
  codeHash(dir: string): Promise<string>
}

/**
 * Fifty environments side by side ask once; what fails is asked again. Right for what must be known
 * when the work begins. What a saved plan is bound to is read anew instead: it may have changed since.
 */
export const askedOnce: (workplace: Workplace) => AskedOnce = onceEach(shared)

function shared(workplace: Workplace): AskedOnce {
  const identities = new Map<string, Promise<Identity>>()
  const hashes = new Map<string, Promise<string>>()
  return {
    identity: (access) => ({
      read: () => kept(identities, access.endpoint ?? '', () => stsIdentity(access).read()),
    }),
    codeHash: (dir) => kept(hashes, dir, () => codeHash(workplace.files, dir)),
  }
}

function kept<T>(answers: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = answers.get(key)
  if (found !== undefined) return found
  const asked = ask()
  answers.set(key, asked)
  asked.catch(() => answers.delete(key))
  return asked
}
