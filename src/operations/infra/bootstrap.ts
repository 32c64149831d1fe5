import type { Step } from '../../engine/step.ts'
import type { StateBucket } from '../../ports/state-bucket.ts'

export interface BootstrapContext {
  readonly bucket: StateBucket
  checkAccount(): Promise<void>
}

/** Makes the state bucket: versioned, encrypted, private, TLS only. Repeating it mends what is off. */
export function infraBootstrap(): readonly Step<BootstrapContext>[] {
  return [
    {
      id: 'account',
      title: 'Check that the credentials belong to the environment',
      effect: 'read',
      run: async (c) => {
        await c.checkAccount()
        return undefined
      },
    },
    setting(
      'bucket',
      'Create the bucket',
      (b) => b.exists(),
      (b) => b.create(),
    ),
    setting(
      'private',
      'Block all public access',
      (b) => b.isPrivate(),
      (b) => b.makePrivate(),
    ),
    setting(
      'versions',
      'Keep versions',
      (b) => b.isVersioned(),
      (b) => b.enableVersioning(),
    ),
    setting(
      'encrypted',
      'Encrypt by default',
      (b) => b.isEncrypted(),
      (b) => b.enableEncryption(),
    ),
    setting(
      'tls',
      'Refuse plain HTTP',
      (b) => b.refusesPlainHttp(),
      (b) => b.refusePlainHttp(),
    ),
  ]
}

function setting(
  id: string,
  title: string,
  done: (bucket: StateBucket) => Promise<boolean>,
  run: (bucket: StateBucket) => Promise<void>,
): Step<BootstrapContext> {
  return {
    id,
    title,
    effect: 'change',
    done: (c) => done(c.bucket),
    run: async (c) => {
      await run(c.bucket)
      return undefined
    },
  }
}
