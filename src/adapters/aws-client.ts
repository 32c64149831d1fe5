import { noCredentials } from '../errors/index.ts'

/**
 * Settings of every client that a deployment uses, that of its lock and ledger included. Ten attempts
 * outlast a throttled minute (with three in ten calls refused, one in 170 000 is lost); a reply that
 * does not come is asked for again, so every call must be harmless when repeated.
 */
export function patient<A extends object>(access: A) {
  return { ...access, maxAttempts: 10, requestHandler: endingAfter(10_000) }
}

/**
 * Settings of every other client: a call that is never answered ends. An answer may be half a minute
 * late; with five attempts the last is given up after three and a half minutes.
 */
export function bounded<A extends object>(access: A, maxAttempts = 5) {
  return { ...access, maxAttempts, requestHandler: endingAfter(40_000) }
}

function endingAfter(requestTimeout: number) {
  // Without the last of these the SDK only writes a warning, and waits for ever.
  return { connectionTimeout: 3_000, requestTimeout, throwOnRequestTimeout: true }
}

/** Names of errors that no repetition mends (AWS common errors, STS and query API; the SDK's own). */
const refusals =
  /^(ExpiredToken|ExpiredTokenException|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|AccessDenied|AccessDeniedException|CredentialsProviderError|TokenProviderError)$/

/**
 * Waits for an answer and tells want of credentials from bad weather: who waits for something goes on
 * through the latter, and stops at the former.
 * @throws OpsctlError NO_CREDENTIALS, or what the SDK throws
 */
export async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof Error) || !refusals.test(error.name)) throw error
    throw noCredentials(error.message, error, 'That call changed nothing.')
  }
}
