import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const roles = join(import.meta.dirname, '..', '..', 'ansible', 'roles')

interface Option {
  readonly type?: string
  readonly required?: boolean
  readonly default?: unknown
}
interface Specs {
  readonly argument_specs: Readonly<Record<string, { readonly options?: Record<string, Option> }>>
}

function yaml(...path: string[]): unknown {
  const file = join(roles, ...path)
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) : null
}

/** Where a role's specification and its defaults say different things. */
function differences(specs: Specs, defaults: Readonly<Record<string, unknown>>): string[] {
  const wrong: string[] = []
  const described = new Set<string>()
  for (const [entry, { options = {} }] of Object.entries(specs.argument_specs)) {
    for (const [name, option] of Object.entries(options)) {
      described.add(name)
      const has = Object.hasOwn(defaults, name)
      if (option.required === true) {
        if (has) wrong.push(`${entry}: ${name} is required and has a default`)
      } else if (has !== Object.hasOwn(option, 'default')) {
        wrong.push(`${entry}: ${name} has a default in one place only`)
      } else if (JSON.stringify(option.default) !== JSON.stringify(defaults[name])) {
        wrong.push(`${entry}: ${name} has two defaults`)
      }
    }
  }
  const silent = Object.keys(defaults).filter((name) => !described.has(name))
  return [...wrong, ...silent.map((name) => `${name} is not described`)]
}

describe("the roles' argument_specs", () => {
  for (const role of readdirSync(roles)) {
    it(`of ${role} say what its defaults say`, () => {
      const specs = yaml(role, 'meta', 'argument_specs.yml') as Specs | null
      assert.ok(specs, 'meta/argument_specs.yml is missing')
      const defaults = (yaml(role, 'defaults', 'main.yml') ?? {}) as Record<string, unknown>
      assert.deepEqual(differences(specs, defaults), [])
    })
  }

  it('are found different when they are', () => {
    const options = { a: { default: 1 }, b: { required: true }, c: { default: [] }, d: {} }
    const found = differences({ argument_specs: { main: { options } } }, { a: 2, b: 1, d: 0, e: 0 })
    assert.equal(found.length, 5)
  })
})
