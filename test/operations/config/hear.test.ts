import assert from 'node:assert/strict'
import { hear } from '../../../src/operations/config/run-playbook.ts'

const counts = {
  ok: 3,
  changed: 0,
  failures: 0,
  unreachable: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
}
const host = (name: string, status: string, more: object = {}) => ({
  event: 'host',
  host: name,
  status,
  task: 'Start',
  ...more,
})

function run(events: readonly object[], exitCode: number, stderr: readonly string[] = []) {
  const news: string[] = []
  const heard = hear((line) => news.push(line))
  for (const event of events) heard.onLine(JSON.stringify(event), 'stdout')
  for (const line of stderr) heard.onLine(line, 'stderr')
  return { news, outcome: () => heard.outcome(exitCode, 'dev') }
}

describe('listening to ansible-playbook', () => {
  it('tells unreachable from failed, a stopped container included', () => {
    const { outcome, news } = run(
      [
        host('i-a', 'failed', { message: 'no such unit' }),
        host('i-b', 'failed', { rc: 255, module_stderr: 'Error: container state improper' }),
        {
          event: 'stats',
          hosts: { 'i-a': { ...counts, failures: 1 }, 'i-b': { ...counts, failures: 1 } },
          unfinished: {},
        },
      ],
      2,
    )
    assert.deepEqual(
      outcome().hosts.map(({ host: name, word }) => [name, word]),
      [
        ['i-b', 'unreachable'],
        ['i-a', 'failed'],
      ],
    )
    assert.match(news.join('\n'), /i-a: FAILED at Start: no such unit/)
  })

  it('counts a host that a rolling run never came to', () => {
    const stats = {
      event: 'stats',
      hosts: { 'i-a': counts, 'i-b': counts },
      unfinished: { 'i-b': ['Rolling'] },
    }
    assert.equal(run([stats], 2).outcome().hosts[0]?.word, 'unfinished')
  })

  it('takes the counts of Ansible for a host that no task was heard of, and no failure that it ignores', () => {
    const gone = { ...counts, ok: 0, unreachable: 1 }
    const stats = { event: 'stats', hosts: { 'i-a': counts, 'i-b': gone }, unfinished: {} }
    const { outcome, news } = run([host('i-a', 'failed', { ignored: true }), stats], 4)
    const [lost, well] = outcome().hosts
    assert.deepEqual([lost?.host, lost?.word], ['i-b', 'unreachable'])
    assert.deepEqual([well?.word, well?.trouble, news], ['ok', null, []])
  })

  it('says of a loop what the first item that failed said, and forgets it with the task', () => {
    const items = ['no disk', 'no room'].map((message) => host('i-a', 'item_failed', { message }))
    const end = { message: 'One or more items failed' }
    const { news } = run(
      [...items, host('i-a', 'failed', { ...end, ignored: true }), host('i-a', 'failed', end)],
      2,
    )
    assert.deepEqual(news, ['i-a: FAILED at Start: One or more items failed'])
    const told = run([...items, host('i-a', 'failed', end)], 2).news
    assert.deepEqual(told, ['i-a: FAILED at Start: no disk'])
  })

  it('does not believe good hosts when Ansible itself failed', () => {
    const stats = { event: 'stats', hosts: { 'i-a': counts }, unfinished: {} }
    assert.throws(run([stats], 4, ['boom']).outcome, { code: 'TOOL_FAILED' })
  })

  it('fails when no host matched, and when Ansible died before its statistics', () => {
    assert.throws(run([{ event: 'stats', hosts: {}, unfinished: {} }], 0).outcome, {
      code: 'NO_HOST',
    })
    assert.throws(run([], 1, ['ERROR! no inventory']).outcome, /no inventory/)
  })

  it('puts a refusal of the run itself before everything else', () => {
    const events = [
      host('localhost', 'failed', { message: 'app_image is missing' }),
      { event: 'stats', hosts: { localhost: { ...counts, failures: 1 } }, unfinished: {} },
    ]
    assert.throws(run(events, 2).outcome, /app_image is missing/)
  })

  it('is told of an Ansible that is too old, before everything else', () => {
    const { outcome } = run([{ event: 'too_old', found: '2.18.9', needed: '2.19' }], 2, ['x'])
    assert.throws(outcome, { code: 'TOOL_TOO_OLD', exitCode: 2 })
  })
})
