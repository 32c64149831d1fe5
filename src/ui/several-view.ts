/** What failed in one of several environments. */
export interface FailedOne {
  readonly environment: string
  readonly code: string
  readonly message: string
}

/** The results of several environments, one under the other, each below its name. */
export function severalText<T extends { readonly environment: string }>(
  results: readonly (T | FailedOne)[],
  text: (result: T) => string,
): string {
  return results
    .map((one) => {
      const body = isFailed(one) ? `FAILED  ${one.code}: ${one.message}\n` : text(one)
      return `== ${one.environment}\n${body}`
    })
    .join('\n')
}

/** 1 when one failed, else 3 when `changed`, else 0. */
export function severalExitCode(results: readonly object[], changed: boolean): number {
  if (results.some(isFailed)) return 1
  return changed ? 3 : 0
}

function isFailed(result: object): result is FailedOne {
  return 'code' in result && 'message' in result
}
