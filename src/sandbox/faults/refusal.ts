import type { RelayAnswer } from '../../ports/relay.ts'
import type { AwsCall } from './aws-call.ts'

type Reason = 'throttle' | 'error' | 'expired'

/**
 * The error in the words that the real service uses, so that SDKs and Terraform retry what they
 * would retry on AWS: "Error retries" of the EC2, S3 and Route 53 API references, and "Common
 * errors" of the query and JSON protocols.
 */
export function refusal(call: AwsCall, reason: Reason): RelayAnswer {
  const { code, status } = wording(call, reason)
  const message = {
    throttle: 'Rate exceeded',
    error: 'Internal error',
    expired: 'The token has expired',
  }[reason]
  const xml = isXml(call)
  const body = xml ? xmlBody(call, code, message) : JSON.stringify({ __type: code, message })
  const type = xml ? 'text/xml' : 'application/x-amz-json-1.1'
  return { status, headers: { 'content-type': type, 'x-amzn-errortype': code }, body }
}

function wording({ service, style }: AwsCall, reason: Reason): { code: string; status: number } {
  if (service === 's3') {
    return {
      throttle: { code: 'SlowDown', status: 503 },
      error: { code: 'InternalError', status: 500 },
      expired: { code: 'ExpiredToken', status: 400 },
    }[reason]
  }
  if (style === 'json') {
    return {
      throttle: { code: 'ThrottlingException', status: 400 },
      error: { code: 'InternalFailure', status: 500 },
      expired: { code: 'ExpiredTokenException', status: 400 },
    }[reason]
  }
  const ec2 = service === 'ec2'
  return {
    throttle: ec2
      ? { code: 'RequestLimitExceeded', status: 503 }
      : { code: 'Throttling', status: 400 },
    error: { code: ec2 ? 'InternalError' : 'InternalFailure', status: 500 },
    expired: { code: 'ExpiredToken', status: 403 },
  }[reason]
}

function isXml({ service, style }: AwsCall): boolean {
  return style === 'query' || (style === 'rest' && ['', 's3', 'route53'].includes(service))
}

function xmlBody({ service, style }: AwsCall, code: string, message: string): string {
  const error = `<Code>${code}</Code><Message>${message}</Message>`
  const head = '<?xml version="1.0" encoding="UTF-8"?>'
  if (service === 'ec2') {
    return `${head}<Response><Errors><Error>${error}</Error></Errors><RequestID>fault</RequestID></Response>`
  }
  if (style === 'rest' && service !== 'route53') {
    return `${head}<Error>${error}<RequestId>fault</RequestId></Error>`
  }
  const inner = `<Error><Type>Sender</Type>${error}</Error><RequestId>fault</RequestId>`
  return `${head}<ErrorResponse>${inner}</ErrorResponse>`
}
