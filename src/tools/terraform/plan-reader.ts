import type { ChangeJson, ResourceChangeJson } from '../../domain/plan/plan-json.ts'
import { markedValues } from '../../domain/plan/sensitive-values.ts'
import { type PlanSummary, SummaryBuilder } from '../../domain/plan/summary.ts'
import { JsonSlicer } from './json-slicer.ts'

type Variables = Readonly<Record<string, { readonly value?: unknown }>>

/**
 * Reads what `terraform show -json PLAN` prints, as it comes. A plan of a gigabyte is mostly copies
 * of the state (prior_state, planned_values) and resources that stay as they are: neither is parsed.
 */
export class PlanReader {
  readonly #builder: SummaryBuilder
  readonly #slicer: JsonSlicer
  readonly #secret: (value: string) => void
  #variables: Variables = {}

  /** `secret` is told every value that the plan marks as sensitive: resources, outputs, variables. */
  constructor(secret: (value: string) => void) {
    this.#secret = secret
    this.#builder = new SummaryBuilder(secret)
    this.#slicer = new JsonSlicer([
      { path: ['variables'], take: 'value', use: (json) => this.#noteVariables(json) },
      { path: ['resource_drift'], take: 'elements', use: (json) => this.#drift(json) },
      { path: ['resource_changes'], take: 'elements', use: (json) => this.#change(json) },
      { path: ['output_changes'], take: 'value', use: (json) => this.#outputs(json) },
      {
        path: ['configuration', 'root_module', 'variables'],
        take: 'value',
        use: (json) => this.#declared(json),
      },
    ])
  }

  /** @throws BrokenJson, SyntaxError when it is not what Terraform prints */
  add(chunk: Uint8Array): void {
    this.#slicer.add(chunk)
  }

  /** @throws BrokenJson when the text was cut short */
  end(): PlanSummary {
    this.#slicer.end()
    return this.#builder.summary()
  }

  #change(json: Buffer): void {
    if (staysAsItIs(json)) this.#builder.addUnchanged()
    else this.#builder.addChange(parse(json) as ResourceChangeJson)
  }

  #drift(json: Buffer): void {
    this.#builder.addDrift(parse(json) as ResourceChangeJson)
  }

  #outputs(json: Buffer): void {
    for (const [name, change] of Object.entries(parse(json) as Record<string, ChangeJson>)) {
      this.#builder.addOutput(name, change)
    }
  }

  /** Values come before the declarations that say which of them are sensitive. */
  #noteVariables(json: Buffer): void {
    this.#variables = parse(json) as Variables
  }

  #declared(json: Buffer): void {
    const declared = parse(json) as Record<string, { readonly sensitive?: boolean }>
    for (const [name, { sensitive }] of Object.entries(declared)) {
      const given = Object.hasOwn(this.#variables, name) ? this.#variables[name]?.value : undefined
      for (const value of markedValues(given, sensitive === true)) this.#secret(value)
    }
  }
}

const change = '"change":'
const noOp = `${change}{"actions":["no-op"],`

/**
 * Whether an element of `resource_changes` is a managed resource without any change, import, move or
 * sensitive value, told without parsing it. In doubt it says no. It leans on the order in which
 * Terraform writes: the resource's names (plain texts), then `change` with `actions` first.
 */
function staysAsItIs(json: Buffer): boolean {
  const at = json.indexOf(noOp)
  if (at === -1) return false
  // Another brace before it: the match may lie inside of something.
  if (json.indexOf('{', 1) !== at + change.length) return false
  if (json.lastIndexOf('"mode":"managed"', at) === -1) return false
  if (json.lastIndexOf('"previous_address":', at) !== -1) return false
  if (json.includes('"importing":', at) || json.includes('"before":null', at)) return false
  const marks = json.indexOf('"before_sensitive":', at)
  return marks === -1 || !json.includes('true', marks)
}

function parse(json: Buffer): unknown {
  return JSON.parse(json.toString('utf8'))
}
