import type { RelayRequest } from '../../ports/relay.ts'

/** What an HTTP request asks of AWS. */
export interface AwsCall {
  /** The service's name in the signature, e.g. `ec2`; empty when unsigned. */
  readonly service: string
  /** The operation, or `GET /path` where the protocol has no name for it. */
  readonly action: string
  readonly changes: boolean
  /** How errors are written: AWS's query protocol, JSON, or XML of a REST service. */
  readonly style: 'query' | 'json' | 'rest'
}

const reading =
  /^(Describe|List|Get|Head|Lookup|Search|BatchGet|Check|Validate|Query|Scan|Simulate)/

/** Reads service and operation from signature, headers and body, as AWS's protocols place them. */
export function awsCall(request: RelayRequest): AwsCall {
  const signature = header(request, 'authorization')
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(signature)?.[1] ?? ''
  const target = header(request, 'x-amz-target')
  if (target !== '') {
    const action = target.slice(target.lastIndexOf('.') + 1)
    return { service, action, changes: !reading.test(action), style: 'json' }
  }
  const named = actionOf(request)
  if (named !== null) {
    return { service, action: named, changes: !reading.test(named), style: 'query' }
  }
  const path = request.url.replace(/^http:\/\/[^/]*/, '').replace(/\?.*$/s, '')
  const changes = request.method !== 'GET' && request.method !== 'HEAD'
  return { service, action: `${request.method} ${path}`, changes, style: 'rest' }
}

function actionOf(request: RelayRequest): string | null {
  const question = request.url.split('?')[1]
  const asked = question === undefined ? null : new URLSearchParams(question).get('Action')
  if (asked !== null) return asked
  if (!header(request, 'content-type').startsWith('application/x-www-form-urlencoded')) return null
  return new URLSearchParams(request.body.toString('utf8')).get('Action')
}

function header(request: RelayRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

/** Equal for a request and its retry: signature, date and attempt number are left out. */
export function callKey(request: RelayRequest): string {
  const body = request.body.toString('base64')
  return [request.method, request.url, header(request, 'x-amz-target'), body].join('\n')
}
