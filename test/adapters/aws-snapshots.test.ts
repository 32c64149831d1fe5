import assert from 'node:assert/strict'
import { awsSnapshotReader, awsSnapshotWriter } from '../../src/adapters/aws-snapshots.ts'
import type { Snapshot } from '../../src/domain/snapshot/snapshot.ts'
import { LostReply } from '../../src/ports/snapshots.ts'
import { pageXml, snapshotServer, snapshotXml } from '../doubles/snapshot-server.ts'

async function listed(page: (n: number) => string): Promise<Snapshot[]> {
  const server = await snapshotServer(page)
  try {
    const all: Snapshot[] = []
    for await (const one of awsSnapshotReader(server.access).pages({ tags: {} })) all.push(...one)
    return all
  } finally {
    server.close()
  }
}

describe('the snapshots of an account, over HTTP', function () {
  this.timeout(30_000)

  it('come page by page, whole, with their tags and entities decoded', async () => {
    const odd = snapshotXml(2).replace(
      '<value>1.2.3</value>',
      '<value>a &amp; b &#x2192; &lt;c&gt;</value>',
    )
    const all = await listed((n) =>
      n === 0 ? pageXml(snapshotXml(1) + odd, 1) : pageXml(snapshotXml(3), null),
    )
    assert.equal(all.length, 3)
    assert.deepEqual(
      { ...all[0], tags: undefined },
      {
        id: 'snap-00000000000000001',
        source: 'vol-00000000000000001',
        startedAt: '2026-11-23T23:00:00.000Z',
        state: 'completed',
        progress: 100,
        sizeGib: 100,
        encrypted: true,
        owner: '111111111111',
        tags: undefined,
      },
    )
    assert.equal(all[1]?.tags['opsctl:version'], 'a & b → <c>')
    assert.equal(all[0]?.tags['Environment'], 'prod')
  })

  it('are none where there are none', async () => {
    assert.deepEqual(
      await listed(() =>
        pageXml('', null).replace('<snapshotSet></snapshotSet>', '<snapshotSet/>'),
      ),
      [],
    )
  })

  const whole = pageXml(snapshotXml(1) + snapshotXml(2), null)
  for (const cut of [0, 60, 400, whole.length - 60, whole.length - 1]) {
    it(`are refused when a page ends after ${cut} of ${whole.length} characters`, async () => {
      await assert.rejects(
        listed(() => whole.slice(0, cut)),
        { code: 'PAGE_CUT' },
      )
    })
  }

  it('are refused when the middle of a page is missing', async () => {
    await assert.rejects(
      listed(() =>
        whole
          .replace('</tagSet><encrypted>true</encrypted>', '')
          .replace('</item></snapshotSet>', '</snapshotSet>'),
      ),
      { code: 'PAGE_CUT' },
    )
  })

  it('are refused when pages go in a circle', async () => {
    await assert.rejects(
      listed((n) => pageXml(snapshotXml(n), n === 0 ? 1 : 1)),
      { code: 'PAGE_CUT' },
    )
  })

  it('are not asked for twice when making one fails on the way: that may have made it', async () => {
    const server = await snapshotServer(
      () => '',
      () => ({
        status: 503,
        body: '<Response><Errors><Error><Code>Unavailable</Code></Error></Errors></Response>',
      }),
    )
    try {
      await assert.rejects(
        awsSnapshotWriter(server.access).create('vol-01234567', '', {}),
        LostReply,
      )
      assert.deepEqual(server.asked, ['CreateSnapshot'])
    } finally {
      server.close()
    }
  })

  it('say no at once when AWS refuses to make one', async () => {
    const body =
      '<Response><Errors><Error><Code>SnapshotLimitExceeded</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>'
    const server = await snapshotServer(
      () => '',
      () => ({ status: 400, body }),
    )
    try {
      await assert.rejects(awsSnapshotWriter(server.access).create('vol-01234567', '', {}), {
        name: 'SnapshotLimitExceeded',
      })
    } finally {
      server.close()
    }
  })
})
