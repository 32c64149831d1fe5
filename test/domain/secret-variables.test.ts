import assert from 'node:assert/strict'
import { secretsIn, soundsSecret } from '../../src/domain/secret-variables.ts'

describe('secrets by the name of their variable', () => {
  it('are those that guard something, not those that name or place one', () => {
    const secret = ['GITHUB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'TF_VAR_db_password', 'APP_API_KEY']
    secret.push('TF_ENCRYPTION')
    for (const name of secret) assert.ok(soundsSecret(name), name)
    const none = ['AWS_ACCESS_KEY_ID', 'ANSIBLE_VAULT_PASSWORD_FILE', 'db_secret_arn', 'HOME']
    for (const name of none) assert.ok(!soundsSecret(name), name)
  })

  it('leave out what would blank out half a text', () => {
    const variables = { A_TOKEN: 'test', B_TOKEN: '2026', C_TOKEN: 'x9-y', D: 'z9-z' }
    assert.deepEqual(secretsIn(variables), ['x9-y'])
  })
})
