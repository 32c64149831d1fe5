import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

describe('the published package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-pack-'))
  // An environment without npm's own variables: they would point npx back into this checkout.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
  )
  const npx = (...args: string[]) =>
    spawnSync('npx', ['--no-install', 'opsctl', ...args], { cwd: folder, env, encoding: 'utf8' })

  before(() => {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, env })
    const [tarball = ''] = readdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    const install = ['install', '--no-audit', '--no-fund', '--loglevel=error', `./${tarball}`]
    execFileSync('npm', install, { cwd: folder, env, stdio: 'pipe' })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('tells its version', () => {
    const { stdout, status } = npx('--version')
    assert.equal(status, 0)
    assert.match(
      stdout,
      new RegExp(`^opsctl/${readFileSync(join(root, 'VERSION'), 'utf8').trim()} `),
    )
  })

  it('knows its commands, from an empty folder', () => {
    const { stdout, status } = npx('infra', '--help')
    assert.equal(status, 0)
    assert.match(stdout, /infra up/)
  })

  it('says in one JSON document that there is no project', () => {
    const { stdout, status } = npx('infra', 'plan', '-e', 'dev', '--json')
    assert.equal(status, 2)
    assert.equal(JSON.parse(stdout).error.code, 'CONFIG_MISSING')
  })

  it('brings no package with an install script', () => {
    const lock = JSON.parse(
      readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'),
    )
    const packages = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>)
    assert.deepEqual(
      packages.filter(([, one]) => one.hasInstallScript).map(([name]) => name),
      [],
    )
    assert.ok(packages.length <= 50, `${packages.length} packages`)
  })
})
