import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitClone } from '../doubles/git-clone.ts'

const root = join(import.meta.dirname, '..', '..')

describe('bump_version.sh', () => {
  let clone: GitClone
  beforeEach(() => {
    clone = new GitClone()
    mkdirSync(join(clone.folder, 'scripts'))
    cpSync(
      join(root, 'scripts', 'bump_version.sh'),
      join(clone.folder, 'scripts', 'bump_version.sh'),
    )
  })
  afterEach(() => clone.remove())

  /** Called from elsewhere, with programs of these names that print what they were asked. */
  function bump(programs: readonly string[], ...words: string[]) {
    const bin = join(clone.folder, 'bin-of-the-machine')
    mkdirSync(bin)
    for (const name of programs) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name}; printf '%s\\n' "$@"; exit 7\n`)
      chmodSync(join(bin, name), 0o755)
    }
    const ran = spawnSync('bash', [join(clone.folder, 'scripts', 'bump_version.sh'), ...words], {
      cwd: '/',
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
    })
    return [ran.status, ...ran.stdout.trimEnd().split('\n')]
  }
  const words = ['--as', '$(id) "x"', '--dry-run']
  const asked = () => ['release', 'bump', '-C', clone.folder, ...words]

  it('hands its words to `opsctl release bump` as they are, and its exit code back', () => {
    assert.deepEqual(bump(['opsctl'], ...words), [7, 'opsctl', ...asked()])
  })

  it("takes the checkout's own opsctl where there is one, whatever is on the PATH", () => {
    for (const path of ['bin/run.js', 'dist/main.js']) {
      mkdirSync(join(clone.folder, path, '..'))
      writeFileSync(join(clone.folder, path), '')
    }
    const own = join(clone.folder, 'bin', 'run.js')
    assert.deepEqual(bump(['opsctl', 'node'], ...words), [7, 'node', own, ...asked()])
  })
})
