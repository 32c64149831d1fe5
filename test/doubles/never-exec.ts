import assert from 'node:assert/strict'
import type { Exec } from '../../src/ports/exec.ts'

/** An exec for what must be refused before anything is started: any use of it fails the test. */
export const neverExec: Exec = {
  run: () => assert.fail('something was started'),
  leftBehind: () => assert.fail('something was started'),
  attach: () => assert.fail('something was started'),
}
