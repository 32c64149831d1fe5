import {
  diskFull,
  foreignWords,
  isDiskFull,
  noCredentials,
  OpsctlError,
  stateBucketAbsent,
} from '../errors/index.ts'

/** Any thrown thing as our own error: bad flags become input errors, the unforeseen a report. */
export function asOpsctlError(caught: unknown, command: string): OpsctlError {
  if (caught instanceof OpsctlError) return caught
  const error = caught instanceof Error ? caught : new Error(String(caught))
  // oclif marks its own refusals of flags and arguments, and throws nothing else.
  if ('oclif' in error) {
    const [first = 'invalid', ...more] = error.message
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && line !== 'See more help with --help')
    return new OpsctlError({
      code: 'BAD_INPUT',
      kind: 'input',
      message: [first, ...more].filter((line) => !line.startsWith('The following error')).join(' '),
      now: 'Nothing was started and nothing was changed.',
      next: [`opsctl ${command} --help`],
    })
  }
  const aws = awsError(error)
  if (aws !== null) return aws
  if (isDiskFull(error)) return diskFull(error)
  return new OpsctlError({
    code: 'UNEXPECTED',
    kind: 'failed',
    message: `${error.name}: ${foreignWords(error)}`,
    now: 'opsctl did not foresee this; unfinished work is in its journal.',
    next: ['opsctl history', 'again with OPSCTL_DEBUG=1 for the stack, then report it'],
    cause: error,
  })
}

/** What AWS refuses for reasons that have a remedy, by the SDK's error names. */
function awsError(error: Error): OpsctlError | null {
  if (error.name === 'NoSuchBucket') return stateBucketAbsent(error)
  const noEntry = [
    'ExpiredToken',
    'ExpiredTokenException',
    'CredentialsProviderError',
    'InvalidClientTokenId',
  ]
  return noEntry.includes(error.name) ? noCredentials(error.message, error) : null
}
