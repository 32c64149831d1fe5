import assert from 'node:assert/strict'
import { servesText } from '../../src/ui/serves-view.ts'

const deployment = {
  ...{ colour: 'green', image: `r/shop@sha256:${'a'.repeat(64)}`, version: '1.4.0' },
  ...{ hosts: ['i-1', 'i-2'], migrations: [], targetGroup: 'arn' },
}

describe('the end of a deployment', () => {
  it('says what serves, from where', () => {
    const text = servesText({ deployment })
    assert.equal(text, '1.4.0 (sha256:aaaaaaaaaaaa) serves, from green, 2 hosts.\n')
    assert.match(servesText({ deployment, nothing: true }), /serves already/)
  })

  it('says nothing where nobody looked', () => {
    assert.equal(servesText({}), '')
    assert.equal(servesText({ deployment: { colour: 'green' } }), '')
  })
})
