import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { accessSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Balancer } from '../../src/sandbox/balancer.ts'
import type { World } from '../../src/sandbox/world.ts'
import { plainExec, realPorts } from './real-ports.ts'

const haproxy = '/usr/sbin/haproxy'

describe('Balancer with a real HAProxy', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-lb-'))
  const answered = new Map<string, number>()
  const ready = new Map<string, boolean>()
  const servers: Server[] = []
  let master: ChildProcess
  let targetPort = 0
  let listenPort = 0
  let metricsPort = 0
  let balancer: Balancer

  before(async function () {
    try {
      accessSync(haproxy)
    } catch {
      process.stderr.write('skipped: HAProxy is not installed (apt-get install haproxy)\n')
      this.skip()
    }
    targetPort = await realPorts.loopback.freePort(0)
    listenPort = await realPorts.loopback.freePort(0)
    metricsPort = await realPorts.loopback.freePort(0)
    for (const address of ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'])
      servers.push(await target(address))
    balancer = new Balancer(realPorts, {
      folder,
      site: { folder, user: null, bind: '127.0.0.1', metricsPort },
      check: async (path) => {
        const done = await plainExec.run({
          file: haproxy,
          args: ['-c', '-f', path],
          effect: 'read',
        })
        return done.exitCode === 0 ? null : done.stderr
      },
      reload: async () => {
        master.kill('SIGUSR2')
      },
    })
    await balancer.prepare(worldOf({ blue: ['127.0.0.1'], green: ['127.0.0.2'] }, 100, 0))
    master = spawn(haproxy, ['-W', '-db', '-f', `${folder}/haproxy.cfg`], { stdio: 'ignore' })
    await until(
      async () =>
        (await health({ blue: ['127.0.0.1'], green: ['127.0.0.2'] }, 100, 0)) === 'healthy healthy',
    )
  })

  after(async () => {
    master?.kill('SIGTERM')
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
    await sleep(100)
    rmSync(folder, { recursive: true, force: true })
  })

  function target(address: string): Promise<Server> {
    ready.set(address, true)
    const server = createServer((asked, answer) => {
      if (asked.url === '/readyz') answer.statusCode = ready.get(address) ? 200 : 503
      else answered.set(address, (answered.get(address) ?? 0) + 1)
      setTimeout(() => answer.end(address), asked.url === '/slow' ? 1500 : 2)
    })
    server.keepAliveTimeout = 120_000
    return new Promise((resolve) => server.listen(targetPort, address, () => resolve(server)))
  }

  function worldOf(groups: Record<string, string[]>, blue: number, green: number): World {
    const weights: Record<string, number> = { blue, green }
    return {
      version: 1,
      instances: [],
      databases: [],
      loadBalancers: [
        {
          arn: 'arn:lb',
          dnsName: 'shop',
          listeners: [
            {
              arn: 'arn:listener/app/shop/1/2',
              port: listenPort,
              protocol: 'HTTP',
              forward: Object.keys(groups).map((g) => ({
                targetGroupArn: g,
                weight: weights[g] ?? 0,
              })),
            },
          ],
        },
      ],
      targetGroups: Object.entries(groups).map(([name, ids]) => ({
        arn: name,
        name,
        healthCheck: {
          path: '/readyz',
          port: 'traffic-port',
          intervalSeconds: 1,
          timeoutSeconds: 1,
          healthyThreshold: 3,
          unhealthyThreshold: 2,
          matcher: '200',
        },
        deregistrationDelaySeconds: 5,
        targets: ids.map((id) => ({ id, port: targetPort })),
      })),
    }
  }

  async function health(groups: Record<string, string[]>, blue: number, green: number) {
    const report = await balancer.sync(worldOf(groups, blue, green))
    return Object.values(report ?? {})
      .flatMap((g) => Object.values(g).map((t) => t.state))
      .join(' ')
  }

  function get(path: string, agent: Agent | false): Promise<number> {
    return new Promise((resolve) => {
      const asked = request({ host: '127.0.0.1', port: listenPort, path, agent }, (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
        answer.on('error', () => resolve(-1))
      })
      asked.on('error', () => resolve(-1))
      asked.end()
    })
  }

  async function until(true_: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await true_()) return
      await sleep(50)
    }
    assert.fail('waited in vain')
  }

  /** Requests on kept and on new connections while `change` runs; returns what was not a 200. */
  async function under(change: () => Promise<void>): Promise<{ bad: number[]; all: number }> {
    const bad: number[] = []
    let all = 0
    let over = false
    const loops = [
      new Agent({ keepAlive: true }),
      new Agent({ keepAlive: true }),
      false as const,
    ].map(async (agent) => {
      while (!over && all < 20_000) {
        const status = await get('/', agent)
        all += 1
        if (status !== 200) bad.push(status)
        await sleep(2)
      }
      if (agent) agent.destroy()
    })
    await change()
    await sleep(300)
    over = true
    await Promise.all(loops)
    return { bad, all }
  }

  it('loses no request while weights change and targets come and go', async () => {
    const groups = { blue: ['127.0.0.1'], green: ['127.0.0.2'] }
    const more = { blue: ['127.0.0.1', '127.0.0.3'], green: ['127.0.0.2'] }
    answered.clear()
    const shares: number[] = []
    const { bad, all } = await under(async () => {
      for (const [blue, green] of [
        [100, 0],
        [50, 50],
        [0, 100],
        [100, 0],
      ] as const) {
        await health(groups, blue, green)
        answered.clear()
        await sleep(700)
        const total = [...answered.values()].reduce((sum, count) => sum + count, 0)
        shares.push((answered.get('127.0.0.2') ?? 0) / total)
      }
      for (let times = 0; times < 3; times += 1) {
        await until(async () => (await health(more, 100, 0)) === 'healthy healthy healthy')
        await sleep(200)
        const slow = get('/slow', false)
        await sleep(100)
        for (let rounds = 0; rounds < 8; rounds += 1) {
          await health(groups, 100, 0)
          await sleep(100)
        }
        assert.equal(await slow, 200)
      }
    })
    assert.deepEqual(bad, [], `${bad.length} of ${all} requests failed`)
    assert.ok(all > 500, `${all} requests are too few to tell`)
    assert.deepEqual([shares[0], shares[2], shares[3]], [0, 1, 0])
    assert.ok(Math.abs((shares[1] ?? 0) - 0.5) < 0.15, `green got ${shares[1]}`)
  })

  it('loses no request when the traffic moves and the hosts that had it leave in one round', async () => {
    const both = { blue: ['127.0.0.1'], green: ['127.0.0.2'] }
    await until(async () => (await health(both, 0, 100)) === 'healthy healthy')
    const { bad, all } = await under(async () => {
      await sleep(200)
      await health({ blue: ['127.0.0.1'], green: [] }, 100, 0)
    })
    assert.ok(all > 100, `only ${all} requests`)
    assert.deepEqual(bad, [])
    await until(async () => (await health(both, 100, 0)) === 'healthy healthy')
  })

  it('shows its counters to Prometheus, by target group and kind of status', async () => {
    const answer = await realPorts.loopback.http(`http://127.0.0.1:${metricsPort}/metrics`)
    const counted = /^haproxy_backend_http_responses_total\{proxy="tg_blue",code="2xx"\} (\d+)/m
    assert.ok(Number(counted.exec(answer?.body ?? '')?.[1]) > 0, answer?.body.slice(0, 300))
    const other = await realPorts.loopback.http(`http://127.0.0.1:${metricsPort}/`)
    assert.equal(other?.status, 404)
  })

  it('sends nothing to a new target before its first good check, and then at once', async () => {
    const more = { blue: ['127.0.0.1', '127.0.0.4'], green: ['127.0.0.2'] }
    ready.set('127.0.0.4', false)
    assert.equal(await health(more, 100, 0), 'healthy initial healthy')
    answered.clear()
    await under(() => sleep(1500))
    assert.equal(answered.get('127.0.0.4'), undefined)
    await until(async () => (await health(more, 100, 0)) === 'healthy unhealthy healthy')
    ready.set('127.0.0.4', true)
    await until(async () => (await health(more, 100, 0)) === 'healthy healthy healthy')
  })

  it('finds a target well again once its fault is over', async () => {
    const groups = { blue: ['127.0.0.1'], green: ['127.0.0.2'] }
    const machine = { state: 'running', privateIp: '127.0.0.2', generation: 0, tags: {} } as const
    const under = async (sick: boolean) => {
      const instances = [{ ...machine, id: '127.0.0.2', sick }]
      const report = await balancer.sync({ ...worldOf(groups, 100, 0), instances })
      return Object.values(report ?? {}).flatMap((g) => Object.values(g).map((t) => t.state))[1]
    }
    await until(async () => (await under(true)) === 'unhealthy')
    await until(async () => (await under(false)) === 'healthy')
  })

  it('answers 503 when all weights are 0, and asks all targets when none is healthy', async () => {
    const groups = { blue: ['127.0.0.1'], green: ['127.0.0.2'] }
    await health(groups, 0, 0)
    assert.equal(await get('/', false), 503)
    ready.set('127.0.0.1', false)
    await until(async () => (await health(groups, 1, 0)).startsWith('unhealthy'))
    assert.equal(await get('/', false), 200)
    ready.set('127.0.0.1', true)
  })

  it('refuses a configuration that HAProxy refuses, and goes on with the old one', async () => {
    const bad = worldOf({ blue: ['127.0.0.1'] }, 1, 0)
    const [group] = bad.targetGroups
    assert.ok(group)
    const matcher = '999-'
    const world = {
      ...bad,
      targetGroups: [{ ...group, healthCheck: { ...group.healthCheck, matcher } }],
    }
    await assert.rejects(balancer.sync(world), /refused the configuration/)
    await health({ blue: ['127.0.0.1'], green: ['127.0.0.2'] }, 1, 1)
    assert.equal(await get('/', false), 200)
    assert.match(
      execFileSync('ps', ['-o', 'args=', '-p', String(master.pid)]).toString(),
      /haproxy/,
    )
  })
})
