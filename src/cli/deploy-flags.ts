import { Args, Flags } from '@oclif/core'
import type { DeployFlags } from './wiring/deploy-input.ts'

/** What `deploy` and `deploy plan` take alike: a plan is only worth its words if they are the same. */
export const deployArgs = {
  version: Args.string({
    description: 'A published version or digest; without it VERSION says.',
  }),
}

export const deployFlags = {
  strategy: Flags.string({
    summary: 'How the traffic moves.',
    options: ['blue-green', 'canary', 'rolling'],
  }),
  weights: Flags.string({
    summary: 'Shares of the requests in percent, each judged; canary only.',
    helpValue: '5,25,50,100',
  }),
  bake: Flags.string({ summary: 'How long each weight is judged.', helpValue: '60s' }),
  warm: Flags.string({
    summary: 'How long the old hosts stay ready; keep: until the next deployment.',
    helpValue: '60s',
  }),
  'allow-contract': Flags.boolean({
    summary: 'Accept a migration after which the old release does not work.',
  }),
  again: Flags.boolean({ summary: 'Deploy even the version that serves already.' }),
  'override-freeze': Flags.string({
    summary: 'Deploy in a freeze all the same; the reason goes on record.',
    helpValue: 'WHY',
  }),
  'without-snapshot': Flags.string({
    summary: 'Migrate a protected database of which no verified snapshot leads back.',
    helpValue: 'ENV',
  }),
}

interface Parsed {
  readonly strategy: string | undefined
  readonly weights: string | undefined
  readonly bake: string | undefined
  readonly warm: string | undefined
  readonly again: boolean
  readonly 'allow-contract': boolean
  readonly 'override-freeze': string | undefined
  readonly 'without-snapshot': string | undefined
}

/** The flags as the wiring takes them. `approved`: the hash of a plan that somebody approved. */
export function wantedOf(
  version: string | undefined,
  flags: Parsed,
  approved?: string | undefined,
): DeployFlags {
  const { strategy, weights, bake, warm, again } = flags
  return {
    ...{ version, strategy, weights, bake, warm, again, approved },
    allowContract: flags['allow-contract'],
    overrideFreeze: flags['override-freeze'],
    withoutSnapshot: flags['without-snapshot'],
  }
}
