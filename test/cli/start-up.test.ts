import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { TinyAws } from '../doubles/tiny-aws.ts'
import { BucketProject } from './bucket-project.ts'

const bin = join(import.meta.dirname, '..', '..', 'bin', 'run.js')
/** Tells at the end which of Node's own modules and of opsctl's files were loaded. */
const tell = `
import { registerHooks } from 'node:module'
const files = []
registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) })
process.on('exit', () => process.stderr.write(JSON.stringify([...process.moduleLoadList, ...files])))`

describe('the built program on its way to an answer of AWS', function () {
  this.timeout(60_000)
  const aws = new TinyAws()
  let endpoint: string
  let project: BucketProject
  before(async () => {
    endpoint = await aws.open()
    project = new BucketProject()
  })
  after(() => {
    aws.close()
    project.remove()
  })

  async function lockStatus() {
    const hook = `data:text/javascript,${encodeURIComponent(tell)}`
    const child = spawn(process.execPath, ['--import', hook, bin, 'lock', 'status', '-e', 'dev'], {
      cwd: project.folder,
      env: project.env(endpoint),
    })
    const [out, err] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()])
    if (child.exitCode === null) await once(child, 'exit')
    const loaded = JSON.parse(Buffer.concat(err).toString()) as string[]
    return { out: Buffer.concat(out).toString(), code: child.exitCode, loaded }
  }

  it("does not load Node's fetch", async () => {
    const { code, loaded } = await lockStatus()
    assert.equal(code, 0)
    assert.ok(aws.calls.length > 0)
    assert.deepEqual(
      loaded.filter((one) => /undici/.test(one)),
      [],
    )
  })

  it('carries of an AWS client what its commands need, and not the hundreds of others', () => {
    const dist = join(import.meta.dirname, '..', '..', 'dist')
    const names = readdirSync(dist).filter((name) => /^\w+-sdk-|^express-clients/.test(name))
    const whose = new Set(names.map((name) => name.split('-')[0]))
    assert.deepEqual([...whose].sort(), ['balancer', 'ec2', 'express', 's3', 'scaling'])
    for (const name of names) {
      const text = readFileSync(join(dist, name), 'utf8')
      assert.doesNotMatch(
        text,
        /DescribeVpcPeering|RestoreObject|CreateTrustStore|PutScalingPolicy/,
      )
    }
  })

  it('loads no schema for a configuration that it checked before', async () => {
    const first = await lockStatus()
    const kept = join(project.folder, 'cache', 'opsctl', 'checked')
    assert.equal(readdirSync(kept).length, 1)
    const again = await lockStatus()
    assert.equal(again.out, first.out)
    const parsers = ({ loaded }: typeof first) =>
      loaded.filter((one) => /\/parse-\w+\.js$/.test(one))
    rmSync(kept, { recursive: true })
    assert.deepEqual([parsers(again).length, parsers(await lockStatus()).length], [0, 1])
  })
})
