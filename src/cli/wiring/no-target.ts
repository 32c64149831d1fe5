import { noWayBack, type OpsctlError } from '../../errors/index.ts'

/** Why a rollback has no target, and what to type next. */
export function noTarget(
  environment: string,
  problem:
    | { readonly problem: 'none' }
    | { readonly problem: 'unfinished' | 'unknown' | 'not-good'; readonly id: string },
): OpsctlError {
  const list = `see what there is: opsctl history -e ${environment}`
  switch (problem.problem) {
    case 'none':
      return noWayBack(environment, 'no deployment came to a good end before', [list])
    case 'unknown':
      return noWayBack(environment, `no deployment of it is called ${problem.id}`, [list])
    case 'not-good':
      return noWayBack(environment, `${problem.id} did not come to a good end`, [list])
    case 'unfinished':
      return noWayBack(environment, `${problem.id} is not finished`, [
        `where it still runs: opsctl deploy abort -e ${environment}`,
        `where it was cut short: opsctl abort ${problem.id}`,
      ])
  }
}
