import assert from 'node:assert/strict'
import { everySnapshotNeeds } from '../../src/adapters/every-snapshot.ts'
import { snapshotServer } from '../doubles/snapshot-server.ts'

const snap = (n: number) => `snap-${String(n).padStart(17, '0')}`
const item = (text: string) => `<item>${text}</item>`
const mapped = (element: string, n: number) =>
  `<${element}>${item(`<ebs><snapshotId>${snap(n)}</snapshotId></ebs>`)}</${element}>`
const image = (n: number) => item(`<imageId>ami-${n}</imageId>${mapped('blockDeviceMapping', n)}`)
const template = (id: string) => item(`<launchTemplateId>${id}</launchTemplateId>`)
const version = (number: number, n: number) =>
  item(
    `<versionNumber>${number}</versionNumber><launchTemplateData>${mapped('blockDeviceMappingSet', n)}</launchTemplateData>`,
  )
const task = (id: string, status: string) =>
  `<ExportTask><ExportTaskIdentifier>${id}</ExportTaskIdentifier><Status>${status}</Status><SourceArn>arn:aws:rds:eu-west-3:111111111111:snapshot:copy-${id}</SourceArn></ExportTask>`

/** Two pages of everything, the second one asked for by the token `2`. */
type Answer = (first: boolean, asked: URLSearchParams) => string
const ec2 = (set: string, pages: readonly [string, string], first: boolean) =>
  `<R><${set}>${pages[first ? 0 : 1]}</${set}>${first ? '<nextToken>2</nextToken>' : ''}</R>`

const answers: Readonly<Record<string, Answer>> = {
  // One that was switched off or is out of date still needs its snapshot.
  DescribeImages: (first, asked) =>
    asked.get('IncludeDisabled') === 'true' && asked.get('IncludeDeprecated') === 'true'
      ? ec2('imagesSet', [image(1), image(2)], first)
      : '<R/>',
  DescribeLaunchTemplates: (first) =>
    ec2('launchTemplates', [template('lt-a'), template('lt-b')], first),
  DescribeLaunchTemplateVersions: (first, asked) =>
    // Whoever asks for certain versions does not see the others.
    [...asked.keys()].some((key) => /^(LaunchTemplateVersion\.|M..Version)/.test(key))
      ? '<R/>'
      : asked.get('LaunchTemplateId') === 'lt-a'
        ? ec2('launchTemplateVersionSet', [version(3, 3), version(1, 4)], first)
        : ec2('launchTemplateVersionSet', [version(1, 5), ''], first),
  DescribeVolumes: (first, asked) =>
    asked.get('Filter.1.Value.1') === 'creating'
      ? ec2(
          'volumeSet',
          [
            item(`<volumeId>vol-1</volumeId><snapshotId>${snap(6)}</snapshotId>`),
            item(`<volumeId>vol-2</volumeId><snapshotId>${snap(1)}</snapshotId>`),
          ],
          first,
        )
      : '<R/>',
  DescribeExportTasks: (first) =>
    `<R><DescribeExportTasksResult><ExportTasks>${first ? task('a', 'IN_PROGRESS') + task('b', 'COMPLETE') : task('c', 'STARTING')}</ExportTasks>${first ? '<Marker>2</Marker>' : ''}</DescribeExportTasksResult></R>`,
}

async function read(refused: string | null = null) {
  const server = await snapshotServer(
    () => '',
    (action, asked) => {
      const first = (asked.get('NextToken') ?? asked.get('Marker')) === null
      // On the second page, when the first was read already.
      if (action === refused && (!first || action === 'DescribeVolumes'))
        return {
          status: 400,
          body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>',
        }
      return { status: 200, body: answers[action]?.(first, asked) ?? '<R/>' }
    },
  )
  try {
    return await everySnapshotNeeds(server.access).read()
  } finally {
    server.close()
  }
}

describe('what in the account needs a snapshot', function () {
  // Two clients of the SDK are loaded from their many files.
  this.timeout(120_000)

  it('images, every version of every launch template, volumes in the making, exports: on all pages', async () => {
    const { needed, unread } = await read()
    assert.deepEqual(Object.fromEntries(needed), {
      [snap(1)]: ['AMI ami-1', 'restore to vol-2'],
      [snap(2)]: ['AMI ami-2'],
      [snap(3)]: ['launch template lt-a version 3'],
      [snap(4)]: ['launch template lt-a version 1'],
      [snap(5)]: ['launch template lt-b version 1'],
      [snap(6)]: ['restore to vol-1'],
      'copy-a': ['export a'],
      'copy-c': ['export c'],
    })
    assert.deepEqual(unread, [])
  })

  const sources: readonly [string, RegExp][] = [
    ['DescribeImages', /the machine images/],
    ['DescribeLaunchTemplates', /the launch templates/],
    ['DescribeLaunchTemplateVersions', /the launch templates/],
    ['DescribeVolumes', /the volumes/],
    ['DescribeExportTasks', /the exports of RDS/],
  ]
  for (const [action, words] of sources) {
    it(`is unknown when ${action} is refused, though only in the middle`, async () => {
      const { unread } = await read(action)
      assert.equal(unread.length, 1)
      assert.match(unread[0] ?? '', words)
    })
  }
})
