import type { AwsAccess } from './aws-access.ts'

/**
 * Settings of every client that a deployment uses. Ten attempts outlast a throttled minute (with
 * three in ten calls refused, one in 170 000 is lost); a reply that does not come is asked for again,
 * so every call must be harmless when repeated.
 */
export function patient(access: AwsAccess) {
  return {
    ...access,
    maxAttempts: 10,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 },
  }
}
