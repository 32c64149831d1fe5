import assert from 'node:assert/strict'
import { inventory, playbook } from '../../../src/tools/ansible/commands.ts'
import { withoutForeignSettings } from '../../../src/tools/ansible/environment.ts'

const at = { bin: '/venv/bin', dir: '/p/ansible', env: { OPSCTL_ENV: 'dev' } }
const options = {
  playbook: 'site.yml',
  varsFile: '/p/v.json',
  check: false,
  only: ['i-a', 'i-b'],
  spared: [],
  extra: ['--forks', '20'],
}

describe('command lines of Ansible', () => {
  it('name the settings, the file of variables and the hosts, and end options before the playbook', () => {
    const line = playbook(at, options)
    assert.deepEqual(
      [line.file, ...line.args],
      [
        '/venv/bin/ansible-playbook',
        ...['--extra-vars', '@/p/v.json', '--limit', 'localhost,i-a,i-b', '--forks', '20'],
        ...['--', 'site.yml'],
      ],
    )
    assert.equal(line.env?.['ANSIBLE_CONFIG'], '/p/ansible/ansible.cfg')
    assert.equal(line.effect, 'change')
  })

  it('call a check a read, and limit nothing when no host is named', () => {
    const line = playbook(at, { ...options, check: true, only: [], extra: [] })
    assert.deepEqual(line.args, ['--extra-vars', '@/p/v.json', '--check', '--', 'site.yml'])
    assert.equal(line.effect, 'read')
    assert.equal(inventory(at).effect, 'read')
  })

  it('leave spared hosts out of a run for all, and of one for a group', () => {
    const limit = (only: readonly string[]) =>
      playbook(at, { ...options, only, spared: ['i-c'] }).args[3]
    assert.deepEqual(
      [limit([]), limit(['role_app'])],
      ['localhost,all,!i-c', 'localhost,role_app,!i-c'],
    )
  })

  it("keep the caller's own settings of Ansible and Python out of the child", () => {
    const given = {
      ANSIBLE_INVENTORY: 'evil',
      ANSIBLE_VAULT_PASSWORD_FILE: '/tmp/run-me',
      ANSIBLE_FORKS: '9',
      PYTHONPATH: '/tmp',
      HOME: '/root',
    }
    assert.deepEqual(withoutForeignSettings(given), {
      ANSIBLE_INVENTORY: undefined,
      ANSIBLE_VAULT_PASSWORD_FILE: undefined,
      PYTHONPATH: undefined,
    })
  })
})
