import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { results } from '../../src/cli/results/index.ts'

const root = join(import.meta.dirname, '..', '..')

interface Manifest {
  readonly commands: Readonly<Record<string, ManifestCommand>>
}
interface ManifestCommand {
  readonly hidden?: boolean
  readonly summary?: string
  readonly args: Readonly<Record<string, { readonly required?: boolean }>>
  readonly flags: Readonly<Record<string, { readonly char?: string; readonly required?: boolean }>>
}

/** Every command with its arguments and flags, a line each: what users and scripts rely on. */
function listing(manifest: Manifest): string {
  const lines = Object.entries(manifest.commands)
    .filter(([, command]) => command.hidden !== true)
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .flatMap(([id, command]) => {
      const args = Object.entries(command.args).map(([name, arg]) =>
        arg.required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
      )
      const flags = Object.entries(command.flags)
        .sort(([a], [b]) => a.localeCompare(b, 'en'))
        .map(
          ([name, flag]) =>
            `    --${name}${flag.char ? `, -${flag.char}` : ''}${flag.required ? ' (required)' : ''}`,
        )
      return [[id.replaceAll(':', ' '), ...args].join(' '), ...flags]
    })
  return `${lines.join('\n')}\n`
}

describe('the command line', () => {
  const manifestFile = join(root, 'oclif.manifest.json')
  const manifest = () => JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest

  it('is the one that was reviewed (test/contract/commands.txt; UPDATE=1 writes it anew)', function () {
    if (!existsSync(manifestFile)) this.skip()
    const reviewed = join(root, 'test', 'contract', 'commands.txt')
    const now = listing(manifest())
    if (process.env['UPDATE'] === '1') writeFileSync(reviewed, now)
    assert.equal(now, readFileSync(reviewed, 'utf8'))
  })

  it('says of every command what it does', function () {
    if (!existsSync(manifestFile)) this.skip()
    const silent = Object.entries(manifest().commands).filter(
      ([, command]) => !command.summary?.endsWith('.'),
    )
    assert.deepEqual(
      silent.map(([id]) => id),
      [],
    )
  })

  it('has a schema for what --json gives of every command (src/cli/results)', function () {
    if (!existsSync(manifestFile)) this.skip()
    const ids = Object.entries(manifest().commands)
      .filter(([, command]) => command.hidden !== true)
      .map(([id]) => id.replaceAll(':', ' '))
    assert.deepEqual(
      ids.filter((id) => !(id in results)),
      [],
      'without a schema',
    )
    assert.deepEqual(
      Object.keys(results).filter((id) => !ids.includes(id)),
      [],
      'without a command',
    )
  })
})
