import assert from 'node:assert/strict'
import { newFault } from '../../src/cli/wiring/new-fault.ts'
import { OpsctlError } from '../../src/errors/index.ts'

const flags = { rate: '1', after: 0, once: false, changing: false, by: '500ms', seed: 1 }

describe('sandbox fault add, its words', () => {
  it('make a fault', () => {
    const made = newFault('latency', { ...flags, by: '2s', rate: '.25', on: 'ec2:*' })
    assert.ok('rate' in made)
    assert.deepEqual(
      [made.kind, made.milliseconds, made.rate, made.on],
      ['latency', 2000, 0.25, 'ec2:*'],
    )
    assert.deepEqual(newFault('unhealthy', { ...flags, colour: 'green' }), {
      kind: 'unhealthy',
      host: null,
      colour: 'green',
    })
    assert.deepEqual(newFault('registry-down', flags), { kind: 'registry-down' })
  })

  const refused: readonly (readonly [string, Partial<Parameters<typeof newFault>[1]>, RegExp])[] = [
    ['throtle', {}, /did you mean throttle/],
    ['throttle', { rate: 'NaN' }, /--rate/],
    ['throttle', { rate: '1.5' }, /--rate/],
    ['throttle', { rate: '0' }, /--rate/],
    ['throttle', { rate: '-0.1' }, /--rate/],
    ['throttle', { on: 'ec2' }, /--on/],
    ['throttle', { colour: 'green' }, /hits calls, not hosts/],
    ['latency', { by: '5' }, /--by/],
    ['latency', { by: '500s' }, /--by/],
    ['stopped', { host: 'web-1' }, /--host/],
  ]
  for (const [kind, more, words] of refused) {
    it(`are refused: ${kind} ${JSON.stringify(more)}`, () => {
      assert.throws(
        () => newFault(kind, { ...flags, ...more }),
        (error) =>
          error instanceof OpsctlError &&
          error.exitCode === 2 &&
          words.test(`${error.message} ${error.next.join(' ')}`),
      )
    })
  }
})
