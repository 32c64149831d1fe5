import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeImagesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { EmulatedAws } from '../e2e/emulated-aws.ts'
import { sandboxPython } from '../e2e/sandbox-parts.ts'

const root = join(import.meta.dirname, '..', '..')
const standIns = join(import.meta.dirname, 'stand-ins')
const bucket = 'shop-dev-transfers-111111111111'

/** AWS as Ansible sees it: sessions are begun and ended here, all the rest is the emulator's. */
class InFrontOfAws {
  /** Method and path of each request to S3, and what was asked of Systems Manager. */
  readonly asked: string[] = []
  readonly #server = createServer((from, to) => this.#answer(from, to))
  readonly #behind: URL

  constructor(behind: string) {
    this.#behind = new URL(behind)
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #answer(from: IncomingMessage, to: ServerResponse): void {
    const target = String(from.headers['x-amz-target'] ?? '')
    if (/\.(Start|Terminate)Session$/.test(target)) {
      this.asked.push(target)
      from.resume()
      to.setHeader('content-type', 'application/x-amz-json-1.1')
      to.end(JSON.stringify({ SessionId: 'stand-in', TokenValue: 't', StreamUrl: 'wss://x' }))
      return
    }
    const path = new URL(from.url ?? '/', 'http://x').pathname
    if (path.startsWith(`/${bucket}`)) this.asked.push(`${from.method} ${path}`)
    const { hostname, port } = this.#behind
    const { method, headers, url } = from
    const on = request({ hostname, port, method, headers, path: url }, (answer) => {
      to.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(to)
    })
    from.pipe(on)
  }
}

/**
 * What only a cloud can show is the session itself. All before it is here: the inventory's variables,
 * Ansible's own plug-in, and the bucket that every file passes by.
 */
describe('the way into hosts that are not of the sandbox: Session Manager', function () {
  this.timeout(300_000)
  let python = ''
  let emulated: EmulatedAws
  let aws: InFrontOfAws
  let endpoint = ''
  let folder = ''
  let hosts: string[] = []
  /** Of dev too, but not running, of another project, or not ours. */
  let others: string[] = []

  before(async () => {
    python = await sandboxPython()
    emulated = await EmulatedAws.start(python)
    aws = new InFrontOfAws(emulated.endpoint)
    endpoint = await aws.open()
    folder = mkdtempSync(join(tmpdir(), 'opsctl-ssm-'))
    const ec2 = new EC2Client(emulated.access)
    const images = await ec2.send(new DescribeImagesCommand({ Owners: ['136693071363'] }))
    const start = async (environment: string, other: Readonly<Record<string, string>> = {}) => {
      const tags = { Project: 'shop', Environment: environment, ManagedBy: 'opsctl', Role: 'app' }
      const Tags = Object.entries({ ...tags, ...other }).map(([Key, Value]) => ({ Key, Value }))
      const made = await ec2.send(
        new RunInstancesCommand({
          ...{ ImageId: images.Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1 },
          TagSpecifications: [{ ResourceType: 'instance', Tags }],
        }),
      )
      return made.Instances?.[0]?.InstanceId ?? ''
    }
    hosts = [await start('dev'), await start('sandbox')]
    const stopped = await start('dev')
    await ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }))
    const foreign = [{ Project: 'other' }, { ManagedBy: 'hand' }]
    others = [stopped, ...(await Promise.all(foreign.map((tag) => start('dev', tag))))]
    const s3 = new S3Client({ ...emulated.access, forcePathStyle: true })
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-3' } as const
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }))
  })
  after(async () => {
    aws?.close()
    await emulated?.stop()
    if (folder !== '') rmSync(folder, { recursive: true, force: true })
  })

  /** Runs one play on all hosts of the environment, with the project's own inventory and variables. */
  async function play(environment: string, tasks: string, ...words: string[]): Promise<string> {
    const file = join(folder, 'play.yml')
    writeFileSync(file, `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks}`)
    const vars = ['-e', JSON.stringify({ ssm_bucket: bucket })]
    const child = spawn(join(python, 'ansible-playbook'), [...vars, ...words, file], {
      cwd: join(root, 'ansible'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...{
          PATH: `${standIns}:${python}:${process.env['PATH']}`,
          HOME: folder,
          LC_ALL: 'C.UTF-8',
        },
        ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'eu-west-3' },
        ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' },
        ...{ OPSCTL_PROJECT: 'shop', OPSCTL_ENV: environment, OPSCTL_SANDBOX_ENGINE: 'podman' },
        AWS_SESSION_MANAGER_PLUGIN: join(standIns, 'session-manager-plugin'),
      },
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part))
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
    assert.equal(status, 0, text)
    // Ansible folds a long text.
    return text.replaceAll(/\s+/g, ' ')
  }

  const said = `
    - ansible.builtin.debug:
        msg: >-
          {{ inventory_hostname }} by {{ ansible_connection }} become {{ ansible_become }}
          {{ ansible_aws_ssm_bucket_name | default('-') }} {{ ansible_aws_ssm_region | default('-') }}
          {{ connection_wait_seconds }}
`

  it('is what the inventory says of an environment on AWS, with its bucket and region', async () => {
    const line = `${hosts[0]} by amazon.aws.aws_ssm become True ${bucket} eu-west-3 300`
    const text = await play('dev', said)
    assert.match(text, new RegExp(line))
    for (const host of [hosts[1], ...others]) assert.ok(!text.includes(String(host)), text)
  })

  it('is not what it says of the sandbox', async () => {
    const line = `${hosts[1]} by containers.podman.podman become False - - 60`
    assert.match(await play('sandbox', said), new RegExp(line))
  })

  it("carries a file over: by the bucket, under the host's ID, and nothing stays there", async () => {
    const made = join(folder, 'made')
    const text = await play(
      'dev',
      `
    - ansible.builtin.wait_for_connection: { timeout: 60 }
    - ansible.builtin.copy: { dest: ${made}, content: "a secret\\n", mode: "0600" }
      no_log: true
`,
    )
    assert.equal(readFileSync(made, 'utf8'), 'a secret\n', text)
    const keys = aws.asked.filter((line) => /^(PUT|GET|POST) /.test(line))
    assert.ok(keys.length > 0, 'no file passed by the bucket')
    // What the roles may touch there: terraform/modules/iam/deploy_hosts.tf.
    for (const line of keys) assert.match(line, new RegExp(`^\\w+ /${bucket}/${hosts[0]}/`))
    const count = (verb: string) => aws.asked.filter((line) => line.startsWith(`${verb} `)).length
    assert.ok(count('DELETE') >= count('PUT'))
    assert.ok(aws.asked.some((line) => line.endsWith('.StartSession')))
  })

  it('passes by a bucket that keeps no versions of what was deleted', () => {
    const file = join(root, 'terraform/modules/storage/transfers.tf')
    assert.ok(existsSync(file))
    assert.doesNotMatch(readFileSync(file, 'utf8'), /aws_s3_bucket_versioning/)
  })
})
