import assert from 'node:assert/strict'
import { answeredPrompt, refusingPrompt } from '../../src/adapters/prompts.ts'

describe('answers in advance', () => {
  const nobody = refusingPrompt()

  it('are refused where they are missing, before anything starts', async () => {
    const none = answeredPrompt(false, undefined, nobody)
    assert.throws(() => none.assertAnswerable(null), { code: 'PROMPT_WITHOUT_TERMINAL' })
    await assert.rejects(none.confirm('really?'), { code: 'PROMPT_WITHOUT_TERMINAL' })
    const yes = answeredPrompt(true, undefined, nobody)
    assert.throws(() => yes.assertAnswerable('prod'), /terminal/)
    await assert.rejects(yes.typeExactly('type', 'prod'), { exitCode: 2 })
  })

  it('take --yes for a yes and never for a typed name', async () => {
    const yes = answeredPrompt(true, undefined, nobody)
    yes.assertAnswerable(null)
    assert.equal(await yes.confirm('really?'), true)
  })

  it('refuse the name of another environment', async () => {
    const wrong = answeredPrompt(true, 'dev', nobody)
    assert.throws(() => wrong.assertAnswerable('prod'), /--confirm/)
    assert.equal(await wrong.typeExactly('type', 'prod'), false)
    assert.equal(await answeredPrompt(true, 'prod', nobody).typeExactly('type', 'prod'), true)
  })
})
