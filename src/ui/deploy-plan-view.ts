import { releaseText } from '../domain/deployment/release.ts'
import { columns } from './columns.ts'

interface Plan {
  readonly environment: string
  readonly account: string
  readonly commit: string | null
  readonly image: string
  readonly version: string
  readonly candidate: string
  readonly strategy: string
  readonly weights: readonly number[]
  readonly bake: number
  readonly hold: number
  readonly warm: number
  readonly migrations: readonly string[]
  readonly wayBack: { readonly colour: string; readonly image: string } | null
  readonly steps: readonly string[]
  readonly hash: string
}

/** Everything that an approval is bound to, at most 80 columns wide but for the image's name. */
export function deployPlanText(plan: Plan): string {
  const { environment, account, commit, strategy, weights, wayBack, migrations } = plan
  const how = strategy === 'rolling' ? 'one after the other' : `${weights.join(', ')} %`
  const back =
    wayBack === null
      ? 'none: the ledger knows no release'
      : `${wayBack.colour}, ${releaseText({ image: wayBack.image, version: '' })}`
  return columns([
    ['deploy', releaseText(plan)],
    ['to', `${environment}, account ${account}, commit ${commit?.slice(0, 12) ?? 'none'}`],
    ['how', `${strategy} ${how}, to ${plan.candidate}`],
    ['times', `judged ${plan.bake} s, held ${plan.hold} s, warm ${plan.warm} s`],
    ['schema', migrations.length === 0 ? 'stays as it is' : migrations.join(', ')],
    ['way back', back],
    ['plan', plan.hash],
  ])
}
