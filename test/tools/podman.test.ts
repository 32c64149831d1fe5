import assert from 'node:assert/strict'
import {
  type ContainerEngine,
  macOf,
  parseContainers,
  parseNetworkOwner,
  runContainer,
} from '../../src/tools/podman.ts'

const podman: ContainerEngine = { kind: 'podman', file: 'podman', runtime: 'runc', rootless: false }
const docker: ContainerEngine = { kind: 'docker', file: 'docker', runtime: null, rootless: false }
const plan = {
  name: 'i-1',
  image: 'localhost/opsctl-host:1',
  network: 'opsctl-sandbox',
  address: '10.20.0.4',
  labels: { 'opsctl.sandbox': '1' },
  volumes: ['/state:/mnt/ebs', '/var/lib/containers'],
  publish: [{ from: 8080, to: 80 }],
  machine: true,
  command: ['/sbin/init'],
}

describe('podman', () => {
  it('chooses the runtime before the verb, and publishes on loopback only', () => {
    const { args } = runContainer(podman, plan)
    assert.deepEqual(args.slice(0, 4), ['--runtime', 'runc', 'run', '-d'])
    assert.equal(args[args.indexOf('-p') + 1], '127.0.0.1:8080:80')
    assert.deepEqual(args.slice(-2), [plan.image, '/sbin/init'])
  })

  it('gives an address the same hardware address at every start', () => {
    const { args } = runContainer(podman, plan)
    assert.equal(args[args.indexOf('--mac-address') + 1], '02:00:0a:14:00:04')
    assert.throws(() => macOf('10.20.0'), RangeError)
  })

  it('gives docker no flag that only podman knows', () => {
    const { args } = runContainer(docker, plan)
    assert.ok(!args.some((word) => word.startsWith('--systemd') || word === '--runtime'))
    assert.ok(args.includes('--tmpfs'))
  })

  it('gives programs no privileges', () => {
    const { args } = runContainer(podman, { ...plan, machine: false })
    assert.ok(!args.includes('--privileged'))
    assert.deepEqual(args.slice(args.indexOf('--cap-drop'), args.indexOf('--cap-drop') + 2), [
      '--cap-drop',
      'all',
    ])
  })

  it('reads podman and docker alike, and nothing that is not ours', () => {
    const told = (name: string, label: string) => ({
      Name: name,
      State: { Status: 'running', StartedAt: '2026-11-23T11:00:00Z' },
      Config: { Labels: { 'opsctl.sandbox': label } },
      NetworkSettings: { Networks: { net: { IPAddress: '10.20.0.4' } } },
    })
    const text = JSON.stringify([told('i-1', '1'), told('/i-2', '1'), told('i-3', '0')])
    assert.deepEqual(
      parseContainers(text, 'net').map((one) => one.name),
      ['i-1', 'i-2'],
    )
  })

  it('tells whose network it is, in the words of both engines', () => {
    const labels = { 'opsctl.sandbox': '1', 'opsctl.sandbox.state': '/s' }
    assert.equal(parseNetworkOwner(JSON.stringify([{ labels }])), '/s')
    assert.equal(parseNetworkOwner(JSON.stringify([{ Labels: labels }])), '/s')
    assert.equal(parseNetworkOwner('[{"labels":null}]'), null)
  })
})
