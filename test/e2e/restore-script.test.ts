import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateSnapshotCommand,
  CreateSubnetCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  DescribeVolumesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { EmulatedAws } from './emulated-aws.ts'
import { sandboxPython } from './sandbox-parts.ts'

const root = join(import.meta.dirname, '..', '..')
const script = join(root, 'snapshots', 'scripts', 'restore_snapshot.sh')
const zone = 'eu-west-3a'

describe('restore_snapshot.sh, for someone who has only the AWS CLI at hand', function () {
  // The CLI takes seconds a call on a busy machine.
  this.timeout(900_000)
  const shims = mkdtempSync(join(tmpdir(), 'opsctl-restore-'))
  let aws: EmulatedAws
  let ec2: EC2Client
  let cli = ''
  let source = ''
  let snapshot = ''
  let hosts: readonly string[] = []

  before(async () => {
    const script = join(root, 'scripts', 'awscli.sh')
    cli = execFileSync('bash', [script], { encoding: 'utf8' }).trim()
    aws = await EmulatedAws.start(await sandboxPython())
    ec2 = new EC2Client(aws.access)
    hosts = await twoHosts()
    const volume = { AvailabilityZone: zone, Size: 1, Encrypted: false }
    source = (await ec2.send(new CreateVolumeCommand(volume))).VolumeId ?? ''
    writeFileSync(join(aws.folderOf(source) ?? '', 'row'), 'worth a restore')
    snapshot = (await ec2.send(new CreateSnapshotCommand({ VolumeId: source }))).SnapshotId ?? ''
    writeFileSync(join(aws.folderOf(source) ?? '', 'row'), 'spoiled')
  })
  after(async () => {
    rmSync(shims, { recursive: true, force: true })
    await aws?.stop()
  })

  async function twoHosts(): Promise<readonly string[]> {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }))
    const place = { VpcId: Vpc?.VpcId ?? '', CidrBlock: '10.20.0.0/24', AvailabilityZone: zone }
    const { Subnet } = await ec2.send(new CreateSubnetCommand(place))
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }))
    const wanted = { ImageId: Images[0]?.ImageId ?? '', SubnetId: Subnet?.SubnetId ?? '' }
    const count = { MinCount: 2, MaxCount: 2 }
    const { Instances = [] } = await ec2.send(new RunInstancesCommand({ ...wanted, ...count }))
    return Instances.map((one) => one.InstanceId ?? '')
  }

  /** Runs the script with `before` in front of the PATH; stdout's last line is the volume. */
  const run = (words: readonly string[], before = '') => {
    const ended = spawnSync('bash', [script, ...words], {
      timeout: 240_000,
      encoding: 'utf8',
      env: {
        PATH: [before, cli, '/usr/bin', '/bin'].filter((one) => one !== '').join(':'),
        HOME: shims,
        AWS_ENDPOINT_URL: aws.endpoint,
        // Not the zone's: the script goes by the zone.
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'sandbox',
        AWS_SECRET_ACCESS_KEY: 'sandbox',
      },
    })
    return { ...ended, volume: ended.stdout.trim().split('\n').at(-1) ?? '' }
  }
  const volumes = async () =>
    ((await ec2.send(new DescribeVolumesCommand({}))).Volumes ?? []).filter(
      ({ SnapshotId }) => SnapshotId === snapshot,
    )
  /** An `aws` of our own; `$real` in its text is the real one. */
  const shim = (text: string, name = 'aws'): string => {
    const folder = mkdtempSync(join(shims, 'aws-'))
    writeFileSync(
      join(folder, name),
      `#!/bin/bash\n${text.replaceAll('$real', join(cli, 'aws'))}\n`,
    )
    chmodSync(join(folder, name), 0o755)
    return folder
  }

  it('makes a volume with the data of then, tagged, and encrypted where the snapshot was not; twice is once', async () => {
    const words = [snapshot, '--zone', zone, '--tag', 'Project=shop', '--tag', 'Why=drill no=1']
    const first = run(words)
    assert.equal(first.status, 0, first.stderr)
    assert.match(first.volume, /^vol-[0-9a-f]{17}$/)
    assert.equal(
      readFileSync(join(aws.folderOf(first.volume) ?? '', 'row'), 'utf8'),
      'worth a restore',
    )
    assert.match(first.stderr, new RegExp(`the data of ${source} as it was at 20\\d\\d-.*, 1 GiB`))
    assert.equal(run(words).volume, first.volume)
    // As on macOS, where the program that hashes is called otherwise.
    assert.equal(run(words, shim('exit 127', 'sha256sum')).volume, first.volume)
    const [made, ...more] = await volumes()
    assert.deepEqual(more, [])
    assert.deepEqual([made?.Encrypted, made?.VolumeType], [true, 'gp3'])
    // What it says when it ends early it does not say now.
    assert.doesNotMatch(first.stderr, /stays|delete-volume|type the same again/)
    const tags = Object.fromEntries((made?.Tags ?? []).map(({ Key, Value }) => [Key, Value]))
    assert.deepEqual([tags['Project'], tags['Why']], ['shop', 'drill no=1'])
    assert.equal(tags['Name'], `restored-${snapshot}`)
    assert.equal(readFileSync(join(aws.folderOf(source) ?? '', 'row'), 'utf8'), 'spoiled')
  })

  it('attaches it on request; twice is once, and waits for nothing', async () => {
    const words = [snapshot, '--zone', zone, '--attach', hosts[0] ?? '', '--device', '/dev/sdg']
    const first = run(words)
    assert.equal(first.status, 0, first.stderr)
    assert.match(
      first.stderr,
      new RegExp(`mount -o ro,noload /dev/\\S+_${first.volume.replace('-', '')} `),
    )
    // The CLI's waiter does not take "in-use" for an answer: it would ask for ten minutes.
    const hasty = shim('case "$*" in *wait\\ volume-available*) exit 99 ;; esac\nexec $real "$@"')
    const second = run(words, hasty)
    assert.deepEqual([second.status, second.volume], [0, first.volume], second.stderr)
    const made = (await volumes()).find(({ VolumeId }) => VolumeId === first.volume)
    const [at] = made?.Attachments ?? []
    assert.deepEqual([at?.InstanceId, at?.Device], [hosts[0], '/dev/sdg'])
  })

  it('makes no second one when the answer of the first is lost', async () => {
    const words = [snapshot, '--zone', zone, '--attach', hosts[1] ?? '', '--device', '/dev/sdh']
    const before = (await volumes()).length
    const deaf = shim(
      'case "$*" in *create-volume*) $real "$@" >/dev/null; exit 255 ;; esac\nexec $real "$@"',
    )
    const first = run(words, deaf)
    assert.equal(first.status, 255)
    assert.match(first.stderr, /type the same again: it looks first/)
    const again = run(words)
    assert.equal(again.status, 0, again.stderr)
    assert.equal((await volumes()).length, before + 1)
  })

  it('leaves a volume where somebody hung it meanwhile', () => {
    const asks =
      'case "$*" in *Attachments*) echo in-use i-0123456789abcdef0 ;; *) exec $real "$@" ;; esac'
    const words = [snapshot, '--zone', zone, '--attach', hosts[1] ?? '', '--device', '/dev/sdh']
    const ended = run(words, shim(asks))
    assert.equal(ended.status, 1)
    assert.match(ended.stderr, /hangs on i-0123456789abcdef0/)
  })

  it('says which volume stays when it cannot be attached', async () => {
    const words = [snapshot, '--zone', zone, '--attach', hosts[1] ?? '', '--device', '/dev/sdi']
    const refused = shim('case "$*" in *attach-volume*) exit 254 ;; esac\nexec $real "$@"')
    const first = run(words, refused)
    assert.equal(first.status, 254)
    const again = run(words)
    assert.equal(again.status, 0, again.stderr)
    assert.ok(first.stderr.includes(`${again.volume} was made from ${snapshot} and stays`))
    assert.ok(first.stderr.includes(`delete-volume --region eu-west-3 --volume-id ${again.volume}`))
  })

  it('makes nothing when it cannot tell one restore from another', async () => {
    const before = (await volumes()).length
    const folder = shim('exit 127', 'sha256sum')
    writeFileSync(join(folder, 'shasum'), '#!/bin/bash\nexit 127\n', { mode: 0o755 })
    const ended = run([snapshot, '--zone', zone, '--tag', 'Why=no hash'], folder)
    assert.notEqual(ended.status, 0)
    assert.match(ended.stderr, /Nothing is known to have been made/)
    assert.equal((await volumes()).length, before)
  })

  it('takes an answer without words for none: it makes a volume, and attaches it', () => {
    const silent = shim(
      'case "$*" in *restore-token,Values*) echo ;; *Attachments*) echo available ;; *create-volume*) echo vol-01234567 ;; *attach-volume*) echo "attaches $*" >&2 ;; *wait*) ;; *) exec $real "$@" ;; esac',
    )
    const words = [snapshot, '--zone', zone, '--attach', hosts[0] ?? '', '--device', '/dev/sdn']
    const ended = run(words, silent)
    assert.deepEqual([ended.status, ended.volume], [0, 'vol-01234567'], ended.stderr)
    assert.match(ended.stderr, /attaches .*--volume-id vol-01234567 /)
  })

  it('asks in the region of the zone, whatever the CLI is set to', () => {
    const asks = shim('echo "$AWS_REGION $AWS_DEFAULT_REGION" >&2; exit 99')
    const ended = run([snapshot, '--zone', 'us-gov-west-1a'], asks)
    assert.match(ended.stderr, /^us-gov-west-1 us-gov-west-1$/m)
    assert.match(ended.stderr, /Nothing is known to have been made/)
  })

  it('makes nothing in a zone in which the instance is not', async () => {
    const before = (await volumes()).length
    const words = [snapshot, '--zone', 'eu-west-3b', '--attach', hosts[0] ?? '']
    const ended = run([...words, '--device', '/dev/sdj'])
    assert.equal(ended.status, 1)
    assert.match(ended.stderr, /is in eu-west-3a, not in eu-west-3b: --zone eu-west-3a/)
    assert.equal((await volumes()).length, before)
  })

  it('tells with --help how to find snapshot, instance and zone, without the CLI', () => {
    const { status, stdout } = run(['--help'], shim('exit 99'))
    assert.equal(status, 0)
    for (const word of [/describe-snapshots/, /describe-instances/, /restore-db-instance-from-db/])
      assert.match(stdout, word)
    assert.doesNotMatch(stdout, /set -e|#!/)
    const folder = mkdtempSync(join(shims, 'with a blank '))
    copyFileSync(script, join(folder, 'restore.sh'))
    const short = spawnSync('bash', [join(folder, 'restore.sh'), '-h'], { encoding: 'utf8' })
    assert.deepEqual([short.status, short.stdout], [0, stdout])
  })

  it('does not restore what is not complete', async () => {
    const before = (await volumes()).length
    const pending = shim(
      'case "$*" in *describe-snapshots*) echo pending ;; *) exec $real "$@" ;; esac',
    )
    const ended = run([snapshot, '--zone', zone], pending)
    assert.equal(ended.status, 1)
    assert.match(ended.stderr, /is pending; only a completed one/)
    assert.equal((await volumes()).length, before)
  })

  it('waits while the volume is being made, and until it is attached', () => {
    const waits = join(shims, 'waits')
    const slow = shim(
      `case "$*" in *wait*) echo "$3" >>${waits} ;; *Attachments*) echo creating None ;; *) exec $real "$@" ;; esac`,
    )
    const words = [snapshot, '--zone', zone, '--attach', hosts[0] ?? '', '--device', '/dev/sdk']
    const ended = run(words, slow)
    assert.equal(ended.status, 0, ended.stderr)
    assert.equal(readFileSync(waits, 'utf8'), 'volume-available\nvolume-in-use\n')
    // One that is never there is not attached.
    const never = shim(
      'case "$*" in *wait*) exit 255 ;; *Attachments*) echo creating None ;; *attach-volume*) echo attached >&2 ;; *) exec $real "$@" ;; esac',
    )
    const late = run([...words.slice(0, -1), '/dev/sdl'], never)
    assert.equal(late.status, 255)
    assert.match(late.stderr, /was made from snap-\S+ and stays/)
    assert.doesNotMatch(late.stderr, /attached|mount/)
  })

  it('asks AWS for the same volume by the same token, for another by another, and takes none that is gone', () => {
    const asked = join(shims, 'asked')
    // What is asked is looked at, and nothing is made.
    const blind = shim(
      `case "$*" in
*restore-token,Values*) echo "$*" >>${asked}; echo None ;;
*create-volume*) echo "$*" >>${asked}; echo vol-01234567 ;;
*describe-snapshots*) echo completed 2026-11-24T03:00:00Z 1 ${source} 111111111111 ;;
*describe-instances*) echo ${zone} ;;
*Attachments*) echo available None ;;
esac`,
    )
    const to = (host: string, device: string) => ['--attach', host, '--device', device]
    const [one = '', other = ''] = hosts
    const asks: readonly (readonly string[])[] = [
      [snapshot, '--zone', zone],
      [snapshot, '--zone', zone, '--tag', 'Why=token'],
      [snapshot, '--zone', 'eu-west-3b'],
      ['snap-01234567', '--zone', zone],
      [snapshot, '--zone', zone, ...to(one, '/dev/sdm')],
      [snapshot, '--zone', zone, ...to(one, '/dev/sdo')],
      [snapshot, '--zone', zone, ...to(other, '/dev/sdm')],
    ]
    for (const words of asks) {
      const ended = run(words, blind)
      assert.equal(ended.status, 0, ended.stderr)
    }
    const lines = readFileSync(asked, 'utf8').trim().split('\n')
    const tokens = lines.flatMap((line) => /--client-token (\S+)/.exec(line)?.[1] ?? [])
    assert.equal(tokens.length, asks.length)
    assert.equal(tokens[0], tokens[1])
    assert.equal(new Set(tokens).size, asks.length - 1)
    // EC2 API reference, CreateVolume: at most 64 characters.
    assert.ok(tokens.every((token) => token.length <= 64))
    const looks = lines.filter((line) => line.includes('describe-volumes'))
    assert.ok(looks.every((line) => line.includes('Name=status,Values=creating,available,in-use')))
  })

  it('says where the CLI is to be had, when it is not there', () => {
    const PATH = mkdtempSync(join(shims, 'empty-'))
    const words = [script, snapshot, '--zone', zone]
    const ended = spawnSync('/bin/bash', words, { encoding: 'utf8', env: { PATH } })
    assert.equal(ended.status, 2)
    assert.match(ended.stderr, /^the AWS CLI is needed: https:\S+\n$/)
  })

  it("gives the CLI's own words and exit code for a snapshot that is not there", () => {
    const ended = run(['snap-0123456789abcdef0', '--zone', zone])
    assert.ok([254, 255].includes(ended.status ?? 0), `${ended.status}`)
    assert.match(ended.stderr, /InvalidSnapshot.NotFound/)
  })

  it('refuses what cannot be meant with exit 2, before the CLI is asked', () => {
    const never = shim('echo asked >&2; exit 99')
    const to = (host: string, device: string) => ['--attach', host, '--device', device]
    const host = 'i-01234567'
    const wrong: readonly (readonly string[])[] = [
      [],
      ...['vol-0123456789abcdef0', '*', 'xsnap-01234567', 'snap-01234567x', 'snap-0123456789'].map(
        (id) => [id, '--zone', zone],
      ),
      [snapshot],
      ...['eu-west-3', 'x eu-west-3a', 'eu-west-3ab', 'eu-west-3a;'].map((word) => [
        snapshot,
        '--zone',
        word,
      ]),
      ...['vol-01234567', 'xi-01234567', 'i-0123456789', 'i-01234567x'].map((id) => [
        ...[snapshot, '--zone', zone],
        ...to(id, '/dev/sdg'),
      ]),
      [snapshot, '--zone', zone, '--attach', host],
      ...['/dev/sda1', '/dev/sda', '/dev/xvda', '/dev/sdfx', '/dev/xvdfx', 'x/dev/sdf'].map(
        (device) => [snapshot, '--zone', zone, ...to(host, device)],
      ),
      [snapshot, '--zone', zone, '--device', '/dev/sdg'],
      ...['Project', '=x', 'a=b},{Key=x', 'a=b,c', 'a=b{', 'a=b}', 'a,b=c', 'a{=c', '}a=c'].map(
        (tag) => [snapshot, '--zone', zone, '--tag', tag],
      ),
      [snapshot, '--zone', zone, '--froce', 'x'],
      [snapshot, '--zone'],
    ]
    for (const words of wrong) {
      const ended = run(words, never)
      assert.equal(ended.status, 2, `${words.join(' ')}: ${ended.stderr}`)
      assert.doesNotMatch(ended.stderr, /asked/)
      assert.equal(ended.stdout, '')
    }
    const right: readonly (readonly string[])[] = [
      ['snap-01234567', '--zone', 'us-gov-west-1a'],
      ['snap-0123456789abcdef0', '--zone', zone, ...to('i-0123456789abcdef0', '/dev/xvdp')],
      [snapshot, '--zone', zone, ...to(host, '/dev/sdf'), '--tag', 'a='],
    ]
    for (const words of right) assert.equal(run(words, never).status, 99, words.join(' '))
  })
})
