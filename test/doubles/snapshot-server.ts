import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the stub serves, by page number (from 0); the text of the whole answer. */
export type PageText = (page: number) => string

/**
 * An EC2 that knows DescribeSnapshots alone, page by page, on 127.0.0.1. The token of a page is its
 * number. Everything else is answered by `other`, else by 400.
 */
export async function snapshotServer(
  page: PageText,
  other?: (action: string, parameters: URLSearchParams) => { status: number; body: string },
) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += String(chunk)
    })
    request.on('end', () => {
      const parameters = new URLSearchParams(text)
      const action = parameters.get('Action') ?? ''
      asked.push(action)
      if (action === 'DescribeSnapshots') {
        response.end(page(Number(parameters.get('NextToken') ?? '0')))
        return
      }
      const answer = other?.(action, parameters) ?? { status: 400, body: '<Response/>' }
      response.statusCode = answer.status
      response.end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const access = {
    region: 'eu-west-3',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  }
  return { access, asked, close: () => server.close() }
}

/** One snapshot as EC2 writes it. */
export function snapshotXml(n: number, more = ''): string {
  const day = new Date(Date.UTC(2026, 10, 24) - n * 3_600_000).toISOString()
  const tags = {
    Project: 'shop',
    Environment: 'prod',
    ManagedBy: 'opsctl',
    Name: 'shop-prod-postgres',
    DataOf: 'postgres',
    'opsctl:operation': `20261101t000000z-${String(n).padStart(8, '0')}`,
    'opsctl:version': '1.2.3',
  }
  const tagSet = Object.entries(tags)
    .map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`)
    .join('')
  return `<item><snapshotId>snap-${String(n).padStart(17, '0')}</snapshotId><volumeId>vol-0000000000000000${n % 8}</volumeId><status>completed</status><startTime>${day}</startTime><progress>100%</progress><ownerId>111111111111</ownerId><volumeSize>100</volumeSize><description>opsctl &lt;shop&gt;</description><tagSet>${tagSet}</tagSet><encrypted>true</encrypted><kmsKeyId>arn:aws:kms:eu-west-3:111111111111:key/1</kmsKeyId><storageTier>standard</storageTier>${more}</item>`
}

export function pageXml(items: string, next: number | null): string {
  const token = next === null ? '' : `<nextToken>${next}</nextToken>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeSnapshotsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><snapshotSet>${items}</snapshotSet>${token}</DescribeSnapshotsResponse>`
}
