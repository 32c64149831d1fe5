import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Colour } from '../../src/domain/traffic/colour.ts'
import { TinyTraffic } from '../doubles/tiny-traffic.ts'
import { BucketProject } from './bucket-project.ts'

const run = join(import.meta.dirname, '..', '..', 'bin', 'run.js')
/** Tells on stderr which files are loaded, a line each. */
const tell = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => (process.stderr.write('loaded ' + url + '\\n'), next(url, context)) })`)}`

describe('the express way of rollback', function () {
  this.timeout(120_000)
  const projects: BucketProject[] = []
  after(() => projects.forEach((project) => void project.remove()))

  /** A project whose last deployment went from blue to green and kept blue, and an AWS of its own. */
  async function opsctl(words: readonly string[], more: NodeJS.ProcessEnv = {}) {
    const aws = new TinyTraffic()
    const endpoint = await aws.open()
    const project = new BucketProject()
    const { folder } = project
    projects.push(project)
    writeFileSync(join(folder, 'ansible', 'ansible.cfg'), '[defaults]\n')
    const id = '20261124t020000z-00000001'
    const entry = {
      ...{ schema: 1, id, kind: 'deploy', environment: 'dev', outcome: 'done', fence: 1 },
      ...{ steps: [], input: { stack: aws.stack } },
      facts: { before: release(aws, 'blue', 1), deployment: release(aws, 'green', 2) },
    }
    const key = `/shop-tfstate/shop/dev/opsctl/ledger/dev/${id}.json`
    aws.objects.set(key, { body: Buffer.from(JSON.stringify(entry)), etag: '"e"' })
    let moved = ''
    const child = spawn(process.execPath, [run, 'rollback', '-C', folder, ...words], {
      env: {
        ...project.env(endpoint),
        // One cache for all of them.
        ...{ GITHUB_ACTIONS: '', XDG_CACHE_HOME: join(projects[0]?.folder ?? '', 'cache') },
        ...more,
      },
    })
    let err = ''
    child.stderr.on('data', (piece: Buffer) => {
      err += piece.toString()
    })
    aws.onMove = () => {
      moved = err
    }
    const out = Buffer.concat(await child.stdout.toArray()).toString()
    if (child.exitCode === null) await once(child, 'exit')
    aws.close()
    const same = (text: string) =>
      text.replace(/\d{8}t\d{6}z-[0-9a-f]{8}/g, 'ID').replace(/\d+\.\d s/g, 'S')
    const { weights, calls } = aws
    return { out: same(out), err: same(err), code: child.exitCode, weights, calls, moved }
  }

  it('says and does what the ordinary way does', async () => {
    for (const more of [[], ['--json']]) {
      const [plain, usual] = await Promise.all([
        opsctl(['-e', 'dev', ...more]),
        opsctl(['--env=dev', ...more]),
      ])
      assert.equal(plain.code, 0, plain.err)
      assert.deepEqual(plain.weights, { blue: 100, green: 0 })
      const told = ({ out, err, code, weights }: typeof plain) => ({ out, err, code, weights })
      assert.deepEqual(told(plain), told(usual))
    }
  })

  it('refuses as the ordinary way does', async () => {
    for (const more of [[], ['--json']]) {
      for (const [env, to] of [['prod'], ['dev', '2026']] as const) {
        const which = to === undefined ? [] : ['--to', `${to}x`]
        const [plain, usual] = await Promise.all([
          opsctl(['-e', env, ...which, ...more]),
          opsctl([`--env=${env}`, ...which, ...more]),
        ])
        assert.equal(plain.code, 2, plain.err)
        assert.deepEqual([plain.out, plain.err, plain.code], [usual.out, usual.err, usual.code])
      }
    }
  })

  it('opens three files before the first weight moves, for a configuration that was checked before', async () => {
    await opsctl(['-e', 'dev', '--to', 'x'])
    const { moved } = await opsctl(['-e', 'dev'], { NODE_OPTIONS: `--import=${tell}` })
    const files = [...moved.matchAll(/^loaded file:.*\/(.*)$/gm)].map(([, name]) => name)
    assert.deepEqual(files, ['run.js', 'express-rollback.js', 'express-clients.js'])
  })
})

function release(aws: TinyTraffic, colour: Colour, n: number) {
  return {
    ...{ colour, image: `r/shop@sha256:${`${n}`.repeat(64)}`, version: `${n}` },
    ...{ configuration: 'c', migrations: [], hosts: aws.hosts(colour) },
    targetGroup: aws.stack.targetGroups[colour],
    launchTemplate: { id: 'lt-1', version: '1' },
    capacity: { min: 2, desired: 2 },
  }
}
