import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs, { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../src/adapters/files.ts'
import { folderDocuments } from '../../src/adapters/folder-documents.ts'
import { s3Documents } from '../../src/adapters/s3-documents.ts'
import type { Documents } from '../../src/ports/documents.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opsctl-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('files', () => {
  it('write whole files with their mode and leave no draft behind', async () => {
    const path = join(folder, 'a')
    await nodeFiles.write(path, 'one')
    await nodeFiles.write(path, 'two', 0o640)
    assert.equal(await nodeFiles.read(path), 'two')
    assert.equal((await nodeFiles.stat(path))?.mode, 0o640)
    assert.deepEqual(await nodeFiles.list(folder), ['a'])
    assert.equal(await nodeFiles.read(join(folder, 'b')), null)
  })

  it('create once, append, and never write through a link', async () => {
    const path = join(folder, 'a')
    assert.equal(await nodeFiles.create(path, '1'), true)
    assert.equal(await nodeFiles.create(path, '2'), false)
    await nodeFiles.append(path, '3')
    assert.equal(await nodeFiles.read(path), '13')
    await symlink(path, join(folder, 'link'))
    await assert.rejects(nodeFiles.append(join(folder, 'link'), 'x'), { code: 'ELOOP' })
    assert.equal(await nodeFiles.create(join(folder, 'link'), 'x'), false)
    await nodeFiles.write(join(folder, 'link'), 'own')
    assert.equal(await nodeFiles.read(path), '13')
    await nodeFiles.makeFolder(join(folder, 'x/y'))
    assert.equal((await nodeFiles.stat(join(folder, 'x/y')))?.mode, 0o700)
  })

  it('make an empty file that is private, whatever stood there, and not through a link', async () => {
    const path = join(folder, 'plan')
    await nodeFiles.makeEmpty(path)
    assert.equal((await nodeFiles.stat(path))?.mode, 0o600)
    await nodeFiles.write(path, 'an older plan', 0o644)
    await nodeFiles.makeEmpty(path)
    assert.deepEqual([(await nodeFiles.stat(path))?.mode, await nodeFiles.read(path)], [0o600, ''])
    await nodeFiles.write(path, 'kept')
    await symlink(path, join(folder, 'link'))
    await assert.rejects(nodeFiles.makeEmpty(join(folder, 'link')), { code: 'ELOOP' })
    assert.equal(await nodeFiles.read(path), 'kept')
  })
})

async function behaves(documents: Documents): Promise<void> {
  assert.equal(await documents.read('locks/prod.json'), null)
  assert.equal(await documents.replace('locks/prod.json', 'x', '1'), false)
  assert.equal(await documents.create('locks/prod.json', 'a'), true)
  assert.equal(await documents.create('locks/prod.json', 'b'), false)
  const first = await documents.read('locks/prod.json')
  assert.equal(first?.body, 'a')
  assert.equal(await documents.replace('locks/prod.json', 'c', first?.tag ?? ''), true)
  assert.equal(await documents.replace('locks/prod.json', 'd', first?.tag ?? ''), false)
  assert.equal((await documents.read('locks/prod.json'))?.body, 'c')
  await documents.create('ledger/prod/1.json', 'e')
  assert.deepEqual(await documents.list('ledger/'), ['ledger/prod/1.json'])
  await assert.rejects(documents.read('../x'), RangeError)
}

/** Writes the version after this one. */
function writeOver(documents: Documents, version: number, body: string): Promise<boolean> {
  return version === 0
    ? documents.create('a.json', body)
    : documents.replace('a.json', body, String(version))
}

/** Writes as one who looked at version 1 and wakes when forty more are there. */
async function slept(documents: Documents): Promise<boolean> {
  for (let tag = 1; tag <= 40; tag++) await documents.replace('a.json', 'new', String(tag))
  await writeFile(join(folder, 'a.json@2'), 'left over')
  return documents.replace('a.json', 'late', '1')
}

describe('documents in a folder', () => {
  it('write on condition', () => behaves(folderDocuments(folder)))

  it('lose nothing between two processes', async function () {
    this.timeout(60_000)
    const program = join(import.meta.dirname, 'fixtures/count.ts')
    const children = [1, 2].map(() => spawn(process.execPath, [program, folder, '200']))
    const codes = await Promise.all(children.map((child) => once(child, 'exit')))
    assert.deepEqual(
      codes.map(([code]) => code),
      [0, 0],
    )
    assert.equal((await folderDocuments(folder).read('count.json'))?.body, '400')
    assert.ok((await readdir(folder)).length <= 18)
    assert.equal((await stat(join(folder, (await readdir(folder))[0] ?? ''))).mode & 0o777, 0o600)
  })

  describe('and a writer that sleeps in the middle of its write', function () {
    this.timeout(60_000)
    const { link, mkdir } = fs
    const wake = () => {
      Object.assign(fs, { link, mkdir })
      syncBuiltinESMExports()
    }
    afterEach(wake)

    /** Lets twenty versions be written before the next draft, before its link, or after it. */
    const sleepAt = (when: 'draft' | 'link' | 'linked', others: Documents) => {
      const meanwhile = async () => {
        wake()
        const { tag } = (await others.read('a.json')) ?? { tag: '0' }
        for (let n = 0; n < 20; n++) assert.ok(await writeOver(others, Number(tag) + n, 'new'))
      }
      const asleep: Partial<typeof fs> = {
        link: async (from, to) => {
          if (when === 'link') await meanwhile()
          await link(from, to)
          if (when === 'linked') await meanwhile()
        },
      }
      const drafting = async (...given: Parameters<typeof mkdir>) => {
        await meanwhile()
        return mkdir(...given)
      }
      Object.assign(fs, when === 'draft' ? { mkdir: drafting } : asleep)
      syncBuiltinESMExports()
    }

    it('is told that it won when it had linked its number', async () => {
      for (const before of [0, 3]) {
        const documents = folderDocuments(join(folder, `${before}`))
        for (let n = 0; n < before; n++) await writeOver(documents, n, 'old')
        sleepAt('linked', documents)
        assert.equal(await writeOver(documents, before, 'mine'), true, `${before} versions`)
        assert.deepEqual(await documents.read('a.json'), { body: 'new', tag: `${before + 21}` })
        await writeOver(documents, before + 21, 'next')
        assert.equal((await readdir(join(folder, `${before}`))).length, 17)
      }
    })

    it('is told that it lost when others had linked it, however long ago', async () => {
      for (const when of ['draft', 'link'] as const) {
        for (const before of [0, 3]) {
          const documents = folderDocuments(join(folder, `${when}-${before}`))
          for (let n = 0; n < before; n++) await writeOver(documents, n, 'old')
          sleepAt(when, documents)
          const what = `${when}, ${before} versions`
          assert.equal(await writeOver(documents, before, 'mine'), false, what)
          const found = { body: 'new', tag: `${before + 20}` }
          assert.deepEqual(await documents.read('a.json'), found, what)
        }
      }
    })
  })

  it('refuse a writer who slept while others wrote, and ignore its leftovers', async () => {
    const documents = folderDocuments(folder)
    await documents.create('a.json', '1')
    const late = await slept(documents)
    assert.equal(late, false)
    assert.deepEqual(await documents.read('a.json'), { body: 'new', tag: '41' })
  })
})

/** S3's answers to conditional writes, over real HTTP; can lose the answer to a write it did. */
function bucket() {
  const objects = new Map<string, string>()
  let lose = 0
  const tagOf = (body: string) => `"${Buffer.from(body).toString('hex').slice(0, 60)}"`
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://s3')
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'))
    const stored = objects.get(key)
    const fail = (status: number, code: string) => {
      response.statusCode = status
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
    }
    if (request.method === 'PUT') {
      let body = ''
      for await (const chunk of request) body += chunk
      if (request.headers['if-none-match'] === '*' && stored !== undefined)
        return fail(412, 'PreconditionFailed')
      const match = request.headers['if-match']
      if (match && stored === undefined) return fail(404, 'NoSuchKey')
      if (match && match !== tagOf(stored ?? '')) return fail(412, 'PreconditionFailed')
      objects.set(key, body)
      if (lose-- > 0) return request.socket.destroy()
      response.setHeader('ETag', tagOf(body)).end()
    } else if (url.searchParams.has('list-type')) {
      const prefix = url.searchParams.get('prefix') ?? ''
      const keys = [...objects.keys()].filter((name) => name.startsWith(prefix))
      const rows = keys.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')
      response.end(`<?xml version="1.0"?><ListBucketResult>${rows}</ListBucketResult>`)
    } else if (stored === undefined) fail(404, 'NoSuchKey')
    else response.setHeader('ETag', tagOf(stored)).end(stored)
  })
  return {
    server,
    loseNext: () => {
      lose = 1
    },
  }
}

describe('documents in a bucket', () => {
  const s3 = bucket()
  let documents: Documents
  before(async () => {
    await once(s3.server.listen(0, '127.0.0.1'), 'listening')
    const endpoint = `http://127.0.0.1:${(s3.server.address() as AddressInfo).port}`
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const client = {
      endpoint,
      region: 'eu-west-3',
      credentials,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
    }
    documents = s3Documents({ bucket: 'state', prefix: 'shop/opsctl/', client })
  })
  after(() => s3.server.close())

  it('write on condition', () => behaves(documents))

  it('know their own write when its answer was lost', async () => {
    s3.loseNext()
    assert.equal(await documents.create('lost.json', 'mine'), true)
    const tag = (await documents.read('lost.json'))?.tag ?? ''
    s3.loseNext()
    assert.equal(await documents.replace('lost.json', 'again', tag), true)
    assert.equal(await documents.create('lost.json', 'other'), false)
  })
})
