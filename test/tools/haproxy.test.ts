import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Balance, renderHaproxy } from '../../src/tools/haproxy.ts'
import { parseStat, renderWeights, serverState } from '../../src/tools/haproxy-runtime.ts'

const site = { folder: '/lb', user: 'haproxy', bind: '*', metricsPort: 8405 }
const health = {
  path: '/readyz',
  port: null,
  intervalSeconds: 10,
  timeoutSeconds: 5,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  matcher: '200-299',
}
const balance: Balance = {
  listeners: [
    { key: 'abc', port: 80, hostName: 'shop.elb', shares: [{ group: 'tg_blue', weight: 1 }] },
  ],
  groups: [
    { name: 'tg_blue', health, servers: [{ name: 'i-1_3000', address: '10.20.0.4', port: 3000 }] },
  ],
}

describe('haproxy', () => {
  it('gives each group its share of a million, gapless, whatever the weights', () => {
    const weights = fc.array(fc.nat(999), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(weights, (list) => {
        const lines = renderWeights(list.map((weight, index) => ({ group: `g${index}`, weight })))
        const total = list.reduce((sum, weight) => sum + weight, 0)
        if (total === 0) return assert.deepEqual(lines, [])
        let next = 0
        for (const line of lines) {
          const [, from, to, index] = /^(\d+):(\d+) g(\d+)$/.exec(line) ?? []
          assert.equal(Number(from), next)
          next = Number(to) + 1
          const share = ((list[Number(index)] ?? 0) / total) * 1e6
          assert.ok(Math.abs(next - Number(from) - share) <= 1)
        }
        assert.equal(next, 1e6)
      }),
    )
  })

  it('checks as the target group says and has no weight in its text', () => {
    const text = renderHaproxy(balance, site)
    assert.match(text, /http-check send meth GET uri \/readyz /)
    assert.match(text, /http-check expect status 200-299\n {2}timeout check 5s/)
    assert.match(text, /default-server inter 10s rise 3 fall 2/)
    const [listener] = balance.listeners
    assert.ok(listener)
    const other = {
      ...balance,
      listeners: [{ ...listener, shares: [{ group: 'tg_blue', weight: 9 }] }],
    }
    assert.equal(renderHaproxy(other, site), text)
  })

  it('lets no health check path end the line it stands in', () => {
    const [group] = balance.groups
    assert.ok(group)
    const groups = [{ ...group, health: { ...health, path: '/x\n  server evil 10.0.0.1:1 #"' } }]
    const text = renderHaproxy({ ...balance, groups }, site)
    assert.doesNotMatch(text, /^ {2}server evil/m)
    assert.match(text, /uri \/x%0A%20%20server%20evil/)
  })

  it('begins a new server as down and one good check away from up', () => {
    const now = '1\n# be_id be_name\n3 tg_blue 1 i-9_3000 10.20.0.9 2 0 1 1 39 1 0 2 0\n'
    const lines = serverState(now, balance).trim().split('\n')
    assert.equal(lines.length, 4)
    assert.match(lines[3] ?? '', /^\d+ tg_blue \d+ i-1_3000 10\.20\.0\.4 0 0 1 1 0 1 0 2 /)
  })

  it('reads servers from the statistics by the names of the columns', () => {
    const text =
      '# pxname,svname,scur,status,check_status,check_code,type,\ntg,FRONTEND,0,OPEN,,,0,\ntg,s,3,DOWN 1/2,* L7STS,503,2,\n'
    assert.deepEqual(parseStat(text), [
      {
        group: 'tg',
        server: 's',
        status: 'DOWN 1/2',
        checkStatus: 'L7STS',
        checkCode: '503',
        sessions: 3,
      },
    ])
  })
})
